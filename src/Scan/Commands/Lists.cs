using System;
using System.CommandLine;
using System.Linq;

namespace NetworkingAnalyzers.Scan.Commands;

/// <summary>Options whose value is a list, separated by commas or given several times.</summary>
internal static class Lists
{
    /// <summary>Such an option.</summary>
    public static Option<string[]> Option(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = false };

    /// <summary>Its values.</summary>
    public static string[] Of(ParseResult parsed, Option<string[]> option) =>
        [.. (parsed.GetValue(option) ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];
}
