using System;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Scan.Fixing;
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
    private readonly Option<bool> _fix = new("--fix") { Description = "Apply the fixes of the rules that run, then report what is left." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "With --fix: change nothing and print what would change as a unified diff." };
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
        command.Add(_fix);
        command.Add(_dryRun);
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
        var (baselineFile, updates, fixes, isDry) = (parsed.GetValue(_baseline), parsed.GetValue(_update), parsed.GetValue(_fix), parsed.GetValue(_dryRun));
        if (updates && baselineFile is null || isDry && !fixes)
        {
            throw new UsageException(isDry && !fixes ? "--dry-run needs --fix." : "--update-baseline needs --baseline FILE.");
        }

        var baseline = baselineFile is null || updates ? null : Baseline.Read(baselineFile.FullName);
        var lowest = Enum.Parse<DiagnosticSeverity>(parsed.GetRequiredValue(_severity), ignoreCase: true);
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var (code, result, fixRun) = await Progress.Over(errors, async progress =>
        {
            var loaded = await CodeLoader.Load(
                new LoadOptions(parsed.GetRequiredValue(_path), Lists.Of(parsed, _exclude)) { ObeysConfiguration = true, HasAllTargets = !fixes, Restores = !parsed.GetValue(_noRestore) },
                progress.Loading,
                cancellation);
            var run = fixes ? new FixRun(ruleSet, rules, loaded) : null;
            var scanner = new Scanner(loaded, rules)
            {
                Starting = progress.Analysing,
                AtOnce = parsed.GetValue(_parallel),
                Analysed = run is null ? null : (project, found, stop) => run.Fix(project, [.. found.Where(d => d.Severity >= lowest)], stop),
            };
            return (loaded, await scanner.Run(cancellation), run);
        });
        using (code)
        {
            cancellation.ThrowIfCancellationRequested();
            result.Time = clock.Elapsed;
            result.Findings.RemoveWhere(finding => finding.Severity < lowest);
            var allWritten = fixRun is null || isDry || WriteFixes(fixRun, result, lowest, errors);
            Failures.TellNotes(code, errors);
            if (result.Files == 0)
            {
                throw new UsageException($"'{parsed.GetRequiredValue(_path)}' holds no C# that could be analysed.");
            }

            var report = new ScanReport(result, code, ruleSet, baseline);
            if (isDry)
            {
                Output.Write(parsed.GetValue(_output), output, fixRun!.WriteDiff);
                errors.WriteLine($"{TextReport.Counted(result.Findings.Count - fixRun.Left.Count(), "finding")} of {result.Findings.Count} would be fixed in {TextReport.Counted(fixRun.Files, "file")}");
            }
            else if (updates)
            {
                Output.Write(baselineFile, output, to => Baseline.Write(report.Fingerprints, code.Root, to));
                output.WriteLine($"{TextReport.Counted(report.Findings.Count, "finding")} written to {baselineFile}.");
            }
            else
            {
                Output.Write(parsed.GetValue(_output), output, to => Reports.Of(parsed.GetRequiredValue(_format)).Write(report, to));
            }

            return Failures.TellCrashes(result.Crashes, errors) || !allWritten ? ExitCode.Failed : report.Findings.Count > 0 && !updates ? ExitCode.Findings : ExitCode.Clean;
        }
    }

    /// <summary>Writes the fixes; what is found afterwards is what is reported. True where all could be written.</summary>
    private static bool WriteFixes(FixRun run, ScanResult result, DiagnosticSeverity lowest, TextWriter errors)
    {
        var before = result.Findings.Count;
        var written = run.Write();
        result.Findings.Clear();
        result.Findings.UnionWith(run.Left.Where(finding => finding.Severity >= lowest));
        errors.WriteLine($"{TextReport.Counted(before - result.Findings.Count, "finding")} fixed in {TextReport.Counted(written, "file")}");
        return written == run.Files;
    }
}
