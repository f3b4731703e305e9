#!/usr/bin/env bash
# run.sh PROGRAM FOLDER: runs the test program inside a virtual machine with Debian's kernel, without KVM and as any user.
# Succeeds when every test passed and the kernel had no trouble. FOLDER keeps the kernel between runs, and console.log.
set -euo pipefail
program=$(realpath "$1") work=$2
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
keypads=$here/../../firmware-config/keypads
readonly seconds_max=180
mkdir -p "$work"
cd "$work"

die() { printf 'run.sh: %s\n' "$*" >&2; exit 1; }

# The kernel that linux-image-amd64 stands for now. The cloud kernel has no USB devices to play with.
package=$(apt-cache depends linux-image-amd64 | awk '/Depends:/ { print $2; exit }')
[ -n "$package" ] || die "apt knows no linux-image-amd64: run apt-get update"
version=${package#linux-image-}
if [ ! -e "kernel/boot/vmlinuz-$version" ]; then
  rm -rf kernel kernel.part
  apt-get download -q "$package" >&2
  dpkg-deb -x "$package"_*.deb kernel.part
  rm -f "$package"_*.deb
  /sbin/depmod -b kernel.part "$version"
  mv kernel.part kernel
fi

rm -rf root
mkdir -p root/{bin,modules,proc,sys,dev,tmp,keypads}
cp /bin/busybox root/bin/
install -m 755 "$here/init" root/init
cp "$keypads"/*.toml root/keypads/
cp "$program" root/bin/usb_vm_guest
strip root/bin/usb_vm_guest
ldd "$program" | grep -o '/[^ ]*' | sort -u | while read -r library; do
  mkdir -p "root$(dirname "$library")"
  cp -L "$library" "root$library"
done
for module in dummy_hcd usb_f_printer usb_f_fs usb_f_hid usblp usbhid hid-generic evdev; do
  /sbin/modprobe -d "$PWD/kernel" -S "$version" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
done | awk '!seen[$0]++' | while read -r file; do
  cp "$file" root/modules/
  basename "$file"
done >modules.order
mv modules.order root/modules/order
(cd root && find . | cpio -o -H newc --quiet -R 0:0 | gzip -1) >initramfs.gz

timeout "$seconds_max" qemu-system-x86_64 -accel tcg -cpu max -M q35 -m 512 -smp 1 -nographic -no-reboot -nodefaults -serial stdio \
  -kernel "kernel/boot/vmlinuz-$version" -initrd initramfs.gz \
  -append "console=ttyS0 quiet loglevel=3 panic=-1 rdinit=/init mitigations=off" </dev/null | tee console.log
tr -d '\r' <console.log >console.txt
grep -qx 'guest is done' console.txt || die "the virtual machine did not come to its end within $seconds_max s: see $work/console.log"
! grep -E '^init: cannot load|^kernel trouble:|Kernel panic|BUG:|Oops' console.txt || die "the kernel had trouble: see $work/console.log"
grep -qx 'guest ended with 0' console.txt || die "tests failed: see $work/console.log"
