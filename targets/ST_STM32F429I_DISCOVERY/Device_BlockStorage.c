/* The flash of the STM32F429I Discovery as NanoLm divides it, for nanoBooter and nanoCLR: goes over
 * targets/ChibiOS/ST_STM32F429I_DISCOVERY/common/Device_BlockStorage.c of nf-interpreter (docs/boards.md).
 *
 * nanoFramework's own table gives the deployment area all that is behind nanoCLR. Here it ends with bank 1,
 * and no table mentions bank 2: nothing of nanoFramework erases or writes the models there. */
#include <nanoHAL_Types.h>
#include <nanoPAL_BlockStorage.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* First and last sector of each use; areas and sectors are those of board.json. */
static const BlockRange sectors_of_16_kib[] = {
    {BlockRange_BLOCKTYPE_BOOTSTRAP, 0, 1},
    {BlockRange_BLOCKTYPE_CODE, 2, 3},
};
static const BlockRange sector_of_64_kib[] = {
    {BlockRange_BLOCKTYPE_CODE, 0, 0},
};
static const BlockRange sectors_of_128_kib[] = {
    {BlockRange_BLOCKTYPE_CODE, 0, 3},
    {BlockRange_BLOCKTYPE_DEPLOYMENT, 4, 6},
};

static const BlockRegionInfo regions[] = {
    {.Start = 0x08000000,
     .NumBlocks = 4,
     .BytesPerBlock = 0x4000,
     .NumBlockRanges = COUNT(sectors_of_16_kib),
     .BlockRanges = sectors_of_16_kib},
    {.Start = 0x08010000,
     .NumBlocks = 1,
     .BytesPerBlock = 0x10000,
     .NumBlockRanges = COUNT(sector_of_64_kib),
     .BlockRanges = sector_of_64_kib},
    {.Start = 0x08020000,
     .NumBlocks = 7,
     .BytesPerBlock = 0x20000,
     .NumBlockRanges = COUNT(sectors_of_128_kib),
     .BlockRanges = sectors_of_128_kib},
};

const DeviceBlockInfo Device_BlockInfo = {
    .Attribute = MediaAttribute_SupportsXIP,
    .BytesPerSector = 2,
    .NumRegions = COUNT(regions),
    .Regions = (BlockRegionInfo *)regions,
};

MEMORY_MAPPED_NOR_BLOCK_CONFIG Device_BlockStorageConfig = {
    .BlockConfig = {.BlockDeviceInformation = (DeviceBlockInfo *)&Device_BlockInfo},
    .Memory = {.ReadOnly = true, .BitWidth = 16, .BaseAddress = 0x08000000, .SizeInBytes = 0x00100000},
};

BlockStorageDevice Device_BlockStorage;
