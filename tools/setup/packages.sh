#!/bin/sh
# Installs the Debian packages that a make target needs and that are missing: packages.sh run | test
# As root or through sudo; otherwise prints the one line to run and fails.
set -u
case "${1:-}" in
run) wanted="cmake g++ make" ;;
test) wanted="cmake g++ make libgtest-dev gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm qemu-system-misc gcc-xtensa-lx106 libopenblas0-pthread gcc-mingw-w64-x86-64-posix g++-mingw-w64-x86-64-posix" ;;
*) echo "usage: packages.sh run | test" >&2; exit 2 ;;
esac

if ! command -v dotnet >/dev/null 2>&1; then
  echo "The .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download and run make again." >&2
  exit 1
fi
if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "This is not a Debian system; make sure that these are installed in some way: $wanted" >&2
  exit 0
fi

missing=""
for package in $wanted; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || state=""
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root="sudo"
else
  printf 'Some Debian packages are missing. Run this line, then make again:\n  sudo apt-get install -y --no-install-recommends%s\n' "$missing" >&2
  exit 1
fi

echo "installing$missing" >&2
install() {
  # shellcheck disable=SC2086  # words on purpose
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2
}
install || { $as_root apt-get update -q >&2 && install; }
