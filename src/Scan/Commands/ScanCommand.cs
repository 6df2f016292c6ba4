using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Reporting;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Commands;

/// <summary><c>scan PATH</c>: the rules over a folder.</summary>
internal sealed class ScanCommand
{
    private readonly Argument<string> _path = new("path") { Description = "A folder of C# files; they need not build." };
    private readonly Option<string[]> _exclude = Lists.Option("--exclude", "Leave out files or folders: Tests, **/Samples/**, *.Designer.cs.");
    private readonly Option<string> _format = new("--format") { Description = "How to write the findings.", DefaultValueFactory = _ => "text" };
    private readonly Option<FileInfo?> _output = new("--output", "-o") { Description = "Write to a file instead of standard output." };
    private readonly RuleOptions _rules = new();

    /// <summary>Makes a command of it.</summary>
    public T AddTo<T>(T command)
        where T : Command
    {
        _format.AcceptOnlyFromAmong(Reports.Names);
        command.Add(_path);
        command.Add(_exclude);
        command.Add(_format);
        command.Add(_output);
        _rules.AddTo(command);
        command.SetAction((parsed, cancellation) => Failures.Told(parsed, () => Run(parsed, cancellation)));
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var rules = _rules.SelectionOf(parsed, _rules.RulesOf(parsed));
        var code = BareFolder.Load(new LoadOptions(parsed.GetRequiredValue(_path), Lists.Of(parsed, _exclude)));
        var errors = parsed.InvocationConfiguration.Error;
        var result = await new Scanner(code, rules) { Starting = (project, done, all) => errors.WriteLine($"[{done + 1}/{all}] {project.Name}") }.Run(cancellation);
        Failures.TellNotes(code, errors);
        if (result.Files == 0)
        {
            throw new UsageException($"'{code.Root}' holds no C# that could be analysed.");
        }

        Output.Write(parsed.GetValue(_output), parsed.InvocationConfiguration.Output, to => Reports.Of(parsed.GetRequiredValue(_format)).Write(result, code, to));
        return Failures.TellCrashes(result.Crashes, errors) ? ExitCode.Failed : result.Findings.Count > 0 ? ExitCode.Findings : ExitCode.Clean;
    }
}
