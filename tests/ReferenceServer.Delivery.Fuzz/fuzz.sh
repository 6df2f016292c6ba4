#!/usr/bin/env bash
# fuzz.sh [SECONDS] [TARGET...]: AFL++ on the frame reader and the journal reader, so many seconds for each target (default 60, all targets).
# Needs afl-fuzz (Debian: apt-get install afl++). Says how many inputs were tried and how many crashed; those stay in artifacts/fuzz/TARGET/found/default/crashes.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(frames sealed-frames journal sealed-journal)
command -v afl-fuzz >/dev/null || { echo "afl-fuzz is missing (Debian: apt-get install afl++)."; exit 2; }

work=$PWD/artifacts/fuzz
rm -rf "$work/program"
mkdir -p "$work"
dotnet tool restore >/dev/null
dotnet publish -v q -c Release -o "$work/program" tests/ReferenceServer.Delivery.Fuzz >/dev/null
for target in "${targets[@]}"; do dotnet "$work/program/ReferenceServer.Delivery.Fuzz.dll" samples "$target" "$work/$target/samples"; done
dotnet sharpfuzz "$work/program/ReferenceServer.Delivery.dll" >/dev/null

# No crash reporter is asked, no processor is pinned, and the program is not one that AFL compiled.
export AFL_SKIP_BIN_CHECK=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1
failed=0
for target in "${targets[@]}"; do
  rm -rf "$work/$target/found"
  afl-fuzz -V "$seconds" -t 5000 -i "$work/$target/samples" -o "$work/$target/found" -- dotnet "$work/program/ReferenceServer.Delivery.Fuzz.dll" run "$target" >"$work/$target/log" 2>&1 ||
    { tail -5 "$work/$target/log"; failed=1; continue; }
  stat() { sed -n "s/^$1 *: *//p" "$work/$target/found/default/fuzzer_stats"; }
  echo "$target: $(stat execs_done) inputs in $(stat run_time) s, $(stat corpus_count) kept for new coverage, edges $(stat edges_found), crashes $(stat saved_crashes), hangs $(stat saved_hangs)"
  [ "$(stat saved_crashes)$(stat saved_hangs)" = 00 ] || failed=1
done
exit $failed
