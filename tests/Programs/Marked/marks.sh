#!/usr/bin/env bash
# marks.sh [SET ...]: which marks of the programs beside this file are told, with every rule on, and what is told in those that are right. A mark is told where a rule that it names speaks in its file at most
# eight lines away; each finding tells one mark. Every program is a project of its own. SET is Framework, Modern, Small or Libraries; all of them where none is said. Half a minute each.
#   tests/Programs/Marked/marks.sh Small
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
scan() {
  dotnet run --project ../../../src/Scan --no-restore -- "$1" --all || [ $? = 1 ]
}
dotnet build -v q -clp:ErrorsOnly ../../../src/Scan >/dev/null
[ $# -gt 0 ] || set -- Framework Modern Small Libraries
for set in "$@"; do
  for kind in Bad Good; do
    for file in "$set/$kind"/*.cs; do
      name=$(basename "$file" .cs)
      mkdir -p "$work/$set/$kind/$name"
      cp "$file" "$work/$set/$kind/$name/"
      cat > "$work/$set/$kind/$name/$name.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><OutputType>Library</OutputType></PropertyGroup>
</Project>
XML
    done
    # "file<TAB>line<TAB>rule" of each finding.
    scan "$work/$set/$kind" | awk '
      /^[^ ].*\.cs$/ { n = split($0, part, "/"); file = part[n] }
      /^ +[0-9]+:[0-9]+ +(warning|error|info) +NWA/ { split($1, at, ":"); print file "\t" at[1] "\t" $3 }' > "$work/$set.$kind"
  done
  awk -v set="$set" -v findings="$work/$set.Bad" '
    BEGIN {
      FS = "\t"
      while ((getline < findings) > 0) { n++; file[n] = $1; line[n] = $2; rule[n] = $3 }
      FS = " "
    }
    match($0, /\/\/ ! NWA[0-9]+(\|[A-Za-z0-9]+)*/) {
      ids = "|" substr($0, RSTART + 5, RLENGTH - 5) "|"
      k = split(FILENAME, part, "/")
      best = 0
      for (i = 1; i <= n; i++) {
        if (!used[i] && file[i] == part[k] && index(ids, "|" rule[i] "|")) {
          away = line[i] > FNR ? line[i] - FNR : FNR - line[i]
          if (away <= 8 && (!best || away < least)) { best = i; least = away }
        }
      }
      marks++
      if (best) { used[best] = 1; told++ } else { print "missed\t" part[k] ":" FNR "\t" substr(ids, 2, length(ids) - 2) }
    }
    END { printf "%s: %d of %d marks told\n", set, told, marks }' "$set"/Bad/*.cs
  awk -F'\t' -v set="$set" '{ print "told where all is right\t" $1 ":" $2 "\t" $3 } END { printf "%s: %d findings in programs that are right\n", set, NR }' "$work/$set.Good"
done
