/* Prints what a board's Device_BlockStorage.c says: use, address and bytes of each range, uses as numbers of
 * stand-ins/nanoPAL_BlockStorage.h. CONFIG names its configuration. */
#include <nanoPAL_BlockStorage.h>
#include <stdio.h>

extern MEMORY_MAPPED_NOR_BLOCK_CONFIG CONFIG;

int main(void) {
  const DeviceBlockInfo *device = CONFIG.BlockConfig.BlockDeviceInformation;
  for (uint32_t i = 0; i < device->NumRegions; i++) {
    const BlockRegionInfo *region = &device->Regions[i];
    for (unsigned int j = 0; j < region->NumBlockRanges; j++) {
      const BlockRange *range = &region->BlockRanges[j];
      if (range->EndBlock >= region->NumBlocks || region->Start + region->NumBlocks * region->BytesPerBlock >
                                                      CONFIG.Memory.BaseAddress + CONFIG.Memory.SizeInBytes) {
        puts("a range sticks out");
        return 1;
      }
      printf("%u %u %u\n", range->RangeType, region->Start + range->StartBlock * region->BytesPerBlock,
             (range->EndBlock - range->StartBlock + 1) * region->BytesPerBlock);
    }
  }
  return 0;
}
