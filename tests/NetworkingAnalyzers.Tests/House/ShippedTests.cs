using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.RuleBook;

namespace NetworkingAnalyzers.Tests.House;

/// <summary>What users rely on cannot change unnoticed: the id of a rule, what it is about, and whether and how loudly it speaks by default.</summary>
public sealed partial class ShippedTests
{
    private static readonly IReadOnlyDictionary<string, string> Rules = Rule.All.ToDictionary(rule => rule.Id, rule => Said(rule.Area.Name, SeverityOf(rule.Analyzer.SupportedDiagnostics.Single()), rule.Name));

    [Fact]
    public void What_was_shipped_is_as_it_was()
    {
        var differences = Shipped()
            .Select(shipped => (shipped.Id, shipped.Said, Now: Rules.GetValueOrDefault(shipped.Id, "no such rule")))
            .Where(pair => pair.Said != pair.Now)
            .Select(pair => $"{pair.Id} was shipped as '{pair.Said}' and is now '{pair.Now}'")
            .ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences) + "\nIf users are to be told so: a line in AnalyzerReleases.Shipped.md under 'Changed Rules' or 'Removed Rules', and in CHANGELOG.md.");
    }

    [Fact]
    public void The_list_is_read()
    {
        Assert.Contains(Shipped(), shipped => shipped == ("NWA2001", Said("Framing", "Warning", "ReceiveCountIgnored")));
        Assert.NotEqual(Rules["NWA2001"], Said("Framing", "Error", "ReceiveCountIgnored"));
    }

    [Theory]
    [InlineData("### New Rules\nNWA2001 | Framing | Warning | X\n### Changed Rules\nNWA2001 | Framing | Error | Framing | Warning | X", "NWA2001", "Framing | Error | X")]
    [InlineData("### New Rules\nNWA2001 | Framing | Warning | X\n### Removed Rules\nNWA2001 | Framing | Warning | X", "NWA2001", null)]
    public void A_later_line_stands_above_an_earlier_one(string list, string id, string? said) =>
        Assert.Equal(said, Read(list.Split('\n')).Where(shipped => shipped.Id == id).Select(shipped => shipped.Said).SingleOrDefault());

    private static IReadOnlyList<(string Id, string Said)> Shipped() =>
        Read(File.ReadLines(Path.Combine(References.FromBuild("RepositoryRoot"), "src", "NetworkingAnalyzers", "AnalyzerReleases.Shipped.md")));

    private static string SeverityOf(DiagnosticDescriptor rule) => rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled";

    private static IReadOnlyList<(string Id, string Said)> Read(IEnumerable<string> lines)
    {
        var (shipped, section) = (new SortedDictionary<string, string>(StringComparer.Ordinal), "");
        foreach (var line in lines)
        {
            section = line.StartsWith("### ", StringComparison.Ordinal) ? line[4..].Trim() : section;
            if (!Row().IsMatch(line))
            {
                continue;
            }

            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (section == "Removed Rules")
            {
                shipped.Remove(cells[0]);
            }
            else
            {
                shipped[cells[0]] = Said(cells[1], cells[2], cells[^1]);
            }
        }

        return [.. shipped.Select(pair => (pair.Key, pair.Value))];
    }

    private static string Said(string category, string severity, string name) => $"{category} | {severity} | {name}";

    [GeneratedRegex("^NWA[0-9]{4} ")]
    private static partial Regex Row();
}
