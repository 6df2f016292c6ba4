using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Commands;

/// <summary>The options by which every command chooses its rules.</summary>
internal sealed class RuleOptions
{
    private readonly Option<string[]> _rules = Lists.Option("--rules", "Only these rules, on by default or not: NWA2001,NWA3001.");
    private readonly Option<bool> _all = new("--all") { Description = "Also the rules that are off by default." };
    private readonly Option<DirectoryInfo?> _analyzers = new("--analyzers") { Description = "Take the rules and fixes from another build: the folder that holds NetworkingAnalyzers.dll." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_rules);
        command.Add(_all);
        command.Add(_analyzers);
    }

    /// <summary>The rules of the build that was asked for.</summary>
    /// <exception cref="FileNotFoundException">That folder holds none.</exception>
    public RuleSet RulesOf(ParseResult parsed) => parsed.GetValue(_analyzers) is { } folder ? RuleSet.FromBuild(folder.FullName) : RuleSet.Own();

    /// <summary>Those of them that were asked for.</summary>
    /// <exception cref="ArgumentException">An id is no rule's.</exception>
    public RuleSelection SelectionOf(ParseResult parsed, RuleSet rules) => RuleSelection.Of(rules, Lists.Of(parsed, _rules), parsed.GetValue(_all));
}
