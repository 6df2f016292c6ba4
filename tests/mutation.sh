#!/usr/bin/env bash
# mutation.sh FILES TESTS [FOLDER]: which changes to our code no test notices. Stryker.NET makes a small change in each place of the files (globs
# below src/NetworkingAnalyzers, with commas between), runs the tests that reach it, of those whose full name contains TESTS, and tells the share of changes that made one fail, and those that made none. The report (HTML, JSON) goes to FOLDER.
#   tests/mutation.sh Flow/Loops.cs,Flow/Rounds.cs Tests.Flow     some ten minutes to prepare, then some seconds for each change
#   tests/mutation.sh 'Rules/Framing/NWA2004*.cs' NWA2004
set -euo pipefail
cd "$(dirname "$0")/.."
files=${1:?which files}
tests=${2:?which tests}
folder=$(realpath -m "${3:-StrykerOutput}")
dotnet tool restore
configuration=$(mktemp --suffix=.json)
trap 'rm -f "$configuration"' EXIT
cat > "$configuration" <<JSON
{"stryker-config":{
  "project": "NetworkingAnalyzers.csproj",
  "mutate": ["**/${files//,/\", \"**/}"],
  "test-runner": "mtp",
  "test-case-filter": "FullyQualifiedName~$tests",
  "coverage-analysis": "perTest",
  "concurrency": 1,
  "additional-timeout": 15000,
  "reporters": ["json", "html", "cleartext"]
}}
JSON
# Tells the test project to be one of Microsoft's testing platform: xunit v3 runs in a process of its own, which the other runner cannot change.
export MutationTesting=true
cd tests/NetworkingAnalyzers.Tests
dotnet stryker -f "$configuration" -O "$folder"
