using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NetworkingAnalyzers.Scan.Corpus;
using NetworkingAnalyzers.Scan.Fixing;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Reporting;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Commands;

/// <summary><c>scan corpus</c>: the rules over many repositories at pinned commits.</summary>
internal sealed class CorpusCommand
{
    private readonly Option<FileInfo> _repositories = new("--repositories") { Description = "Table with the columns repo and commit.", Required = true };
    private readonly Option<string[]> _only = Lists.Option("--only", "Only these repositories: owner/name,...");
    private readonly Option<string[]> _exclude = Lists.Option("--exclude", "Leave out files or folders.");
    private readonly Option<FileInfo?> _output = new("--output", "-o") { Description = "Write all findings to this file, separated by tabs." };
    private readonly Option<bool> _fix = new("--fix") { Description = "Apply every fix, fix-all for each rule, in memory, and say what came of it." };
    private readonly SnapshotOptions _snapshots = new();
    private readonly RuleOptions _rules = new();

    /// <summary>Makes a command of it.</summary>
    public T AddTo<T>(T command)
        where T : Command
    {
        command.Add(_repositories);
        _snapshots.AddTo(command);
        command.Add(_only);
        command.Add(_exclude);
        command.Add(_output);
        command.Add(_fix);
        _rules.AddTo(command);
        command.SetAction((parsed, cancellation) => Failures.Told(parsed, () => Run(parsed, cancellation)));
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var ruleSet = _rules.RulesOf(parsed);
        var rules = _rules.SelectionOf(parsed, ruleSet);
        var snapshots = _snapshots.Of(parsed);
        var only = Lists.Of(parsed, _only);
        var rows = Table.Read(parsed.GetRequiredValue(_repositories).FullName).Where(row => only.Length == 0 || only.Contains(row("repo"), StringComparer.OrdinalIgnoreCase)).ToList();
        if (rows.Count == 0)
        {
            throw new UsageException("No repository of that name in the table.");
        }

        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var findings = new StringWriter();
        findings.WriteLine("repo\trule\tpath\tline\tcolumn\tmember\tmessage\tsource");
        var fixes = new List<(string Repository, string Rule, FixTally Tally)>();
        var failed = false;
        foreach (var row in rows)
        {
            try
            {
                var folder = await snapshots.At(row("repo"), row("commit"), cancellation);
                using var code = BareFolder.Load(new LoadOptions(folder, Lists.Of(parsed, _exclude)) { ShownBelow = "" });
                var trial = parsed.GetValue(_fix) ? new FixTrial(ruleSet, rules) : null;
                var result = await new Scanner(code, rules) { Analysed = trial is null ? null : trial.Try }.Run(cancellation);
                fixes.AddRange(trial?.Tallies.Select(pair => (row("repo"), pair.Key, pair.Value)) ?? []);
                failed |= Failures.TellCrashes(result.Crashes, errors);
                output.WriteLine(FormattableString.Invariant($"{row("repo")}: {result.Findings.Count} in {result.Files} files, {result.Lines} lines, {result.Projects} projects, {result.Time.TotalSeconds:0.0} s"));
                foreach (var rule in result.Findings.GroupBy(finding => finding.Rule).OrderBy(group => group.Key, StringComparer.Ordinal))
                {
                    output.WriteLine($"  {rule.Key} {rule.Count()}");
                }

                foreach (var finding in result.Findings)
                {
                    findings.WriteLine(row("repo") + "\t" + TsvReport.Row(finding, code));
                }
            }
            catch (SnapshotException e)
            {
                failed = true;
                errors.WriteLine($"{row("repo")}: {e.Message}");
            }
        }

        failed |= fixes.Any(fix => !fix.Tally.IsGood);
        if (parsed.GetValue(_fix))
        {
            FixReport.Write(fixes, output);
        }

        if (parsed.GetValue(_output) is { } file)
        {
            Output.Write(file, output, to => to.Write(findings));
        }

        return failed ? ExitCode.Failed : ExitCode.Clean;
    }
}
