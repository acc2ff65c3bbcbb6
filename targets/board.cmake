# CMake toolchain file of every emulated board: -DBOARD=<name> chooses targets/<name>/board.json, which names the
# compiler and its flags.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES BOARD)

set(BOARD_FOLDER ${CMAKE_CURRENT_LIST_DIR}/${BOARD})
if(NOT BOARD OR NOT EXISTS ${BOARD_FOLDER}/board.json)
  message(FATAL_ERROR "No board '${BOARD}': -DBOARD= must name a folder of targets/ with a board.json.")
endif()
file(READ ${BOARD_FOLDER}/board.json BOARD_JSON)
string(JSON BOARD_COMPILER GET ${BOARD_JSON} compiler)
string(JSON BOARD_FLAGS GET ${BOARD_JSON} flags)

set(CMAKE_C_COMPILER ${BOARD_COMPILER}gcc)
set(CMAKE_C_FLAGS_INIT "${BOARD_FLAGS} -ffreestanding -ffunction-sections -fdata-sections")
set(CMAKE_C_FLAGS_RELEASE_INIT "-O3")
