using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Package.Tests;

/// <summary>
/// <c>dotnet format analyzers</c> with the installed package mends the example of every rule that has a fix: the page's own, in a
/// stranger's project.
/// </summary>
public sealed partial class FormatTests(PackedPackage package)
{
    [Fact]
    public async Task Format_applies_every_fix_of_the_installed_package()
    {
        var examples = Fixable().ToList();
        Assert.True(examples.Count >= 25, $"only {examples.Count} pages of rules with a fix were found");
        var folder = package.NewProject(
            "Format",
            "<TargetFramework>net10.0</TargetFramework><OutputType>Library</OutputType><NetworkingAnalyzersPreset>Strict</NetworkingAnalyzersPreset>",
            "internal static class Empty;",
            sdk: "Microsoft.NET.Sdk.Web");
        foreach (var (rule, number, code) in examples)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{rule}_{number}.cs"), code);
        }

        var rules = examples.Select(example => example.Rule).Distinct().ToList();

        // What cannot work is an error by default, and a project that does not build is formatted by nobody.
        await File.WriteAllLinesAsync(Path.Combine(folder, ".editorconfig"), ["[*.cs]", .. rules.Select(rule => $"dotnet_diagnostic.{rule}.severity = warning")]);

        var (exitCode, before) = await Dotnet.Run(folder, "build");
        Assert.True(exitCode == 0, before);
        Assert.Equal([], rules.Where(rule => Findings(before, rule) == 0));

        await Format(folder, rules);

        // A page may also show what its fix leaves to a person, but never that only.
        var left = await Left();
        if (left.Count > 0)
        {
            // In about one run of three dotnet format 10.0.401 says of one file (NWA7012's each time) that it has formatted it, and the file is as it was. The next run writes it.
            await Format(folder, left);
            left = await Left();
        }

        Assert.Equal([], left);

        async Task<List<string>> Left()
        {
            // Whole: a build that finds nothing changed tells nothing.
            var (code, after) = await Dotnet.Run(folder, "build", "--no-incremental");
            Assert.True(code == 0, after);
            return rules.Where(rule => Findings(after, rule) >= Findings(before, rule)).ToList();
        }
    }

    private static async Task Format(string folder, IReadOnlyList<string> rules)
    {
        var (exitCode, said) = await Dotnet.Run(folder, ["format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", .. rules]);
        Assert.True(exitCode == 0, said);
    }

    private static int Findings(string output, string rule) => Regex.Matches(output, $@"{rule}_\d\.cs\(\d+,\d+\): (warning|error) {rule}:").DistinctBy(match => match.Value).Count();

    /// <summary>The flagged examples of each rule that has a fix, each in a namespace of its own.</summary>
    private static IEnumerable<(string Rule, int Number, string Code)> Fixable()
    {
        foreach (var page in Directory.EnumerateFiles(Path.Combine(PackedPackage.RepositoryRoot, "docs", "rules"), "NWA*.md").Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(page);
            if (text.Contains("| Fix | yes", StringComparison.Ordinal))
            {
                var rule = Path.GetFileNameWithoutExtension(page);
                foreach (var (number, example) in Flagged().Matches(text).Select(match => match.Groups["code"].Value).Index())
                {
                    var lines = example.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal).Split('\n');
                    var usings = lines.TakeWhile(line => line.Length == 0 || line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=')).ToList();
                    yield return (rule, number, string.Join('\n', [.. usings, $"namespace {rule}.Example{number};", "", .. lines.Skip(usings.Count)]));
                }
            }
        }
    }

    [GeneratedRegex("```csharp flagged\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Flagged();
}
