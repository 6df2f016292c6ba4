using System;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Reporting;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Commands;

/// <summary><c>scan PATH</c>: the rules over a solution, a project or a folder.</summary>
internal sealed class ScanCommand
{
    private readonly Argument<string> _path = new("path") { Description = "A solution (.sln, .slnx, .slnf) or project (.csproj), loaded through MSBuild; or a folder of C# files, which need not build and of which nothing is executed." };
    private readonly Option<string[]> _exclude = Lists.Option("--exclude", "Leave out files or folders: Tests, **/Samples/**, *.Designer.cs.");
    private readonly Option<string> _severity = new("--severity") { Description = "The lowest severity that is reported and fails.", DefaultValueFactory = _ => TextReport.NameOf(DiagnosticSeverity.Info) };

    private readonly Option<string> _format = new("--format") { Description = "How to write the findings.", DefaultValueFactory = _ => "text" };
    private readonly Option<FileInfo?> _output = new("--output", "-o") { Description = "Write to a file instead of standard output." };
    private readonly Option<FileInfo?> _baseline = new("--baseline") { Description = "Findings that this file knows are not reported and do not fail." };
    private readonly Option<bool> _update = new("--update-baseline") { Description = "Write what is found now to the file of --baseline." };
    private readonly Option<bool> _noRestore = new("--no-restore") { Description = "Do not restore the packages of a solution or project first." };
    private readonly Option<int> _parallel = new("--parallel") { Description = "How many projects are analysed at once; each costs the memory of its compilation.", DefaultValueFactory = _ => Math.Clamp(Environment.ProcessorCount, 1, 4) };
    private readonly RuleOptions _rules = new();

    /// <summary>Makes a command of it.</summary>
    public T AddTo<T>(T command)
        where T : Command
    {
        _severity.AcceptOnlyFromAmong([.. Enum.GetValues<DiagnosticSeverity>().Select(TextReport.NameOf)]);
        _format.AcceptOnlyFromAmong(Reports.Names);
        _parallel.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var atOnce) || atOnce is < 1 or > 64))
            {
                result.AddError("--parallel takes a number from 1 to 64.");
            }
        });
        command.Add(_path);
        command.Add(_exclude);
        command.Add(_severity);
        command.Add(_format);
        command.Add(_output);
        command.Add(_baseline);
        command.Add(_update);
        command.Add(_noRestore);
        command.Add(_parallel);
        _rules.AddTo(command);
        command.SetAction((parsed, cancellation) => Failures.Told(parsed, () => Run(parsed, cancellation)));
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var ruleSet = _rules.RulesOf(parsed);
        var rules = _rules.SelectionOf(parsed, ruleSet);
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var (baselineFile, updates) = (parsed.GetValue(_baseline), parsed.GetValue(_update));
        if (updates && baselineFile is null)
        {
            throw new UsageException("--update-baseline needs --baseline FILE.");
        }

        var baseline = baselineFile is null || updates ? null : Baseline.Read(baselineFile.FullName);
        var (code, result) = await Progress.Over(errors, async progress =>
        {
            var loaded = await CodeLoader.Load(
                new LoadOptions(parsed.GetRequiredValue(_path), Lists.Of(parsed, _exclude)) { ObeysConfiguration = true, Restores = !parsed.GetValue(_noRestore) },
                progress.Loading,
                cancellation);
            return (loaded, await new Scanner(loaded, rules) { Starting = progress.Analysing, AtOnce = parsed.GetValue(_parallel) }.Run(cancellation));
        });
        using (code)
        {
            Failures.TellNotes(code, errors);
            if (result.Files == 0)
            {
                throw new UsageException($"'{parsed.GetRequiredValue(_path)}' holds no C# that could be analysed.");
            }

            var lowest = Enum.Parse<DiagnosticSeverity>(parsed.GetRequiredValue(_severity), ignoreCase: true);
            result.Findings.RemoveWhere(finding => finding.Severity < lowest);
            result.Time = clock.Elapsed;
            var report = new ScanReport(result, code, ruleSet, baseline);
            if (updates)
            {
                Output.Write(baselineFile, output, to => Baseline.Write(report.Fingerprints, code.Root, to));
                output.WriteLine($"{TextReport.Counted(report.Findings.Count, "finding")} written to {baselineFile}.");
                return Failures.TellCrashes(result.Crashes, errors) ? ExitCode.Failed : ExitCode.Clean;
            }

            Output.Write(parsed.GetValue(_output), output, to => Reports.Of(parsed.GetRequiredValue(_format)).Write(report, to));
            return Failures.TellCrashes(result.Crashes, errors) ? ExitCode.Failed : report.Findings.Count > 0 ? ExitCode.Findings : ExitCode.Clean;
        }
    }
}
