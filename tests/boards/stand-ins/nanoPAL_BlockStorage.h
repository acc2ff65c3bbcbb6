/* Just enough of nanoFramework: the members that targets/<board>/Device_BlockStorage.c sets, by their names.
 */
#ifndef NANOPAL_BLOCKSTORAGE_H
#define NANOPAL_BLOCKSTORAGE_H

#include <stdbool.h>
#include <stdint.h>

enum {
  BlockRange_BLOCKTYPE_BOOTSTRAP = 1,
  BlockRange_BLOCKTYPE_CONFIG,
  BlockRange_BLOCKTYPE_CODE,
  BlockRange_BLOCKTYPE_DEPLOYMENT,
  BlockRange_BLOCKTYPE_FILESYSTEM
};
enum { MediaAttribute_SupportsXIP = 2 };

typedef struct {
  unsigned int RangeType, StartBlock, EndBlock;
} BlockRange;
typedef struct {
  int Attributes;
  unsigned int Start, NumBlocks, BytesPerBlock, NumBlockRanges;
  const BlockRange *BlockRanges;
} BlockRegionInfo;
typedef struct {
  int Attribute;
  uint32_t BytesPerSector, NumRegions;
  BlockRegionInfo *Regions;
} DeviceBlockInfo;
typedef struct {
  struct {
    DeviceBlockInfo *BlockDeviceInformation;
  } BlockConfig;
  struct {
    bool ReadOnly;
    unsigned int BitWidth, BaseAddress, SizeInBytes;
  } Memory;
} MEMORY_MAPPED_NOR_BLOCK_CONFIG;
typedef struct {
  void *driver;
} BlockStorageDevice;

#endif
