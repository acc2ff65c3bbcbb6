# Adds NanoLm.Kernels to nanoCLR. Goes into nf-interpreter's CMake/Modules; the build asks for it where
# NF_INTEROP_ASSEMBLIES names NanoLm.Kernels, and takes what it sets: NanoLm.Kernels_INCLUDE_DIRS and
# NanoLm.Kernels_SOURCES. docs/interop.md tells the steps.
#   NANOLM_ROOT   a checkout of NanoLm; default: the one that this file is in or links to, else InteropAssemblies/NanoLm
#   NANOLM_PORT   the board's nlm_port.c; default: that of nanoCLR's target in NanoLm's targets/

get_filename_component(NANOLM_DEFAULT_ROOT ${CMAKE_CURRENT_LIST_FILE} REALPATH)
get_filename_component(NANOLM_DEFAULT_ROOT ${NANOLM_DEFAULT_ROOT}/../../.. ABSOLUTE)
if(NOT EXISTS ${NANOLM_DEFAULT_ROOT}/native/kernels/include/nanolm.h)
  set(NANOLM_DEFAULT_ROOT ${CMAKE_SOURCE_DIR}/InteropAssemblies/NanoLm)
endif()
set(NANOLM_ROOT ${NANOLM_DEFAULT_ROOT} CACHE PATH "A checkout of NanoLm")
set(NANOLM_PORT ${NANOLM_ROOT}/targets/${TARGET_BOARD}/nlm_port.c CACHE FILEPATH "The board's slots, arena and clock for NanoLm")
foreach(needed ${NANOLM_ROOT}/native/kernels/include/nanolm.h ${NANOLM_PORT})
  if(NOT EXISTS ${needed})
    message(FATAL_ERROR "NanoLm: there is no ${needed}. Set NANOLM_ROOT to a checkout of NanoLm, and NANOLM_PORT to the nlm_port.c of this board.")
  endif()
endforeach()

set(NanoLm.Kernels_INCLUDE_DIRS
  ${CMAKE_SOURCE_DIR}/src/CLR/Core
  ${CMAKE_SOURCE_DIR}/src/CLR/Include
  ${CMAKE_SOURCE_DIR}/src/HAL/Include
  ${CMAKE_SOURCE_DIR}/src/PAL/Include
  ${NANOLM_ROOT}/native/interop
  ${NANOLM_ROOT}/native/board
  ${NANOLM_ROOT}/native/kernels/include)

# The kernels choose their backend by what the compiler says of the core (nlm_backend.h); each file is empty
# where it is not of that instruction set. The rest of nanoCLR is built for size: these are built for speed.
file(GLOB NANOLM_KERNEL_SOURCES ${NANOLM_ROOT}/native/kernels/src/*.c ${NANOLM_ROOT}/native/kernels/src/*/*.c)
list(APPEND NANOLM_KERNEL_SOURCES ${NANOLM_ROOT}/native/board/nlm_board.c)
set_source_files_properties(${NANOLM_KERNEL_SOURCES} PROPERTIES COMPILE_OPTIONS "-O3;-std=gnu11")

set(NanoLm.Kernels_SOURCES
  ${NANOLM_ROOT}/native/interop/NanoLm_Kernels.cpp
  ${NANOLM_ROOT}/native/interop/NanoLm_Kernels_Native.cpp
  ${NANOLM_KERNEL_SOURCES}
  ${NANOLM_PORT})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(INTEROP-NanoLm.Kernels DEFAULT_MSG NanoLm.Kernels_INCLUDE_DIRS NanoLm.Kernels_SOURCES)
