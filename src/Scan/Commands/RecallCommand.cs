using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NetworkingAnalyzers.Scan.Recall;
using NetworkingAnalyzers.Scan.Reporting;

namespace NetworkingAnalyzers.Scan.Commands;

/// <summary><c>scan recall</c>: which real bugs the rules see, and whether they are silent once those are mended.</summary>
internal sealed class RecallCommand
{
    private readonly Option<FileInfo> _table = new("--table") { Description = "Table of bugs: id, class, repo, path, function:line, before-commit, after-commit, reach, confidence, after-state.", Required = true };
    private readonly Option<string[]> _classes = Lists.Option("--classes", "Only bugs of these classes.");
    private readonly Option<FileInfo?> _output = new("--output", "-o") { Description = "Write the rows to this file, separated by tabs." };
    private readonly SnapshotOptions _snapshots = new();
    private readonly RuleOptions _rules = new();

    /// <summary>Makes a command of it.</summary>
    public T AddTo<T>(T command)
        where T : Command
    {
        command.Add(_table);
        _snapshots.AddTo(command);
        command.Add(_classes);
        command.Add(_output);
        _rules.AddTo(command);
        command.SetAction((parsed, cancellation) => Failures.Told(parsed, () => Run(parsed, cancellation)));
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var classes = Lists.Of(parsed, _classes);
        var bugs = Bug.Read(parsed.GetRequiredValue(_table).FullName).Where(bug => classes.Length == 0 || classes.Contains(bug.Class, StringComparer.Ordinal)).ToList();
        if (bugs.Count == 0)
        {
            throw new UsageException("No bug of those classes in the table.");
        }

        var files = new FilesAtCommits(_snapshots.Of(parsed), _rules.SelectionOf(parsed, _rules.RulesOf(parsed)));
        var before = bugs.Select(bug => (bug.Repository, bug.Before, bug.Path));
        var after = bugs.Where(bug => bug.After is not null).Select(bug => (bug.Repository, bug.After!, bug.Path));
        await files.See(before.Concat(after), errors.WriteLine, cancellation);
        var answering = AnsweringRules.Own();
        var verdicts = bugs.Select(bug => Verdict.Of(bug, files, answering)).ToList();
        RecallReport.Write(verdicts, output);
        if (parsed.GetValue(_output) is { } file)
        {
            Output.Write(file, output, to => RecallReport.WriteRows(verdicts, to));
        }

        return Failures.TellCrashes(files.Crashes, errors) ? ExitCode.Failed : ExitCode.Clean;
    }
}
