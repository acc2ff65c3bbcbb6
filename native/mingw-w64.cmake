# Toolchain file: Windows on x86-64, with Debian's MinGW-w64.
#   cmake -S native -B build/mingw -DCMAKE_TOOLCHAIN_FILE=native/mingw-w64.cmake -DNLM_TESTS=OFF && cmake --build build/mingw
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
