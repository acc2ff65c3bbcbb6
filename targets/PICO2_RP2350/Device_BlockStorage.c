/* The flash of the Raspberry Pi Pico 2 as NanoLm divides it, for nanoBooter and nanoCLR: goes over
 * targets/ChibiOS/PICO2_RP2350/common/Device_BlockStorage.c of nf-interpreter (docs/boards.md).
 *
 * nanoFramework's own table gives the deployment area all that lies between nanoCLR and the file system. Here
 * the models take most of it, and the table does not mention them: nothing of nanoFramework erases or writes
 * there. */
#include <nanoHAL_Types.h>
#include <nanoPAL_BlockStorage.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* First and last sector of each use; areas and sectors are those of board.json. */
static const BlockRange ranges[] = {
    {BlockRange_BLOCKTYPE_BOOTSTRAP, 0, 11},      {BlockRange_BLOCKTYPE_CONFIG, 12, 19},
    {BlockRange_BLOCKTYPE_CODE, 20, 251},         {BlockRange_BLOCKTYPE_DEPLOYMENT, 252, 479},
    {BlockRange_BLOCKTYPE_FILESYSTEM, 992, 1023},
};

static const BlockRegionInfo regions[] = {
    {.Start = 0x10000000,
     .NumBlocks = 1024,
     .BytesPerBlock = 0x1000,
     .NumBlockRanges = COUNT(ranges),
     .BlockRanges = ranges},
};

const DeviceBlockInfo c_Device_BlockInfo = {
    .Attribute = MediaAttribute_SupportsXIP,
    .BytesPerSector = 2,
    .NumRegions = COUNT(regions),
    .Regions = (BlockRegionInfo *)regions,
};

MEMORY_MAPPED_NOR_BLOCK_CONFIG g_Device_BlockStorageConfig = {
    .BlockConfig = {.BlockDeviceInformation = (DeviceBlockInfo *)&c_Device_BlockInfo},
    .Memory = {.ReadOnly = true, .BitWidth = 8, .BaseAddress = 0x10000000, .SizeInBytes = 0x00400000},
};

__attribute__((used)) BlockStorageDevice Device_BlockStorage;
