/* Start-up of the Xtensa simulator: call0 ABI, no windows. The emulator has loaded code and data. */
  .section .text.start, "ax"
  .literal_position
  .global start
  .type start, @function
start:
  movi a1, stack_top
  movi a2, bss_start
  movi a3, bss_end
  movi a4, 0
1:
  s32i a4, a2, 0
  addi a2, a2, 4
  bltu a2, a3, 1b
  call0 main
  call0 board_stop

  .section .text.simulator_call, "ax"
  .global simulator_call
  .type simulator_call, @function
simulator_call:              /* operation in a2, arguments in a3..a5, result in a2 */
  simcall
  ret
