using System;
using System.CommandLine;
using NetworkingAnalyzers.Scan.Commands;

var root = new ScanCommand().AddTo(new RootCommand("Runs the networking rules over a solution, a project or a folder of C#. Exit code 0: clean, 1: findings, 2: bad usage, a rule that threw, or nothing to analyse."));
root.Add(new CorpusCommand().AddTo(new Command("corpus", "Runs the rules over many repositories at pinned commits and counts.")));
root.Add(new RecallCommand().AddTo(new Command("recall", "Says which bugs of a table the rules see where they are, and whether they are silent once those are mended.")));
var parsed = root.Parse(args);

// After Ctrl-C a busy machine may need a while to stop; a run that is cut off could not say that nothing was written.
return parsed.Errors.Count > 0 ? Told(parsed) : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });

// The library's own exit code for a bad command line is 1, which here means findings.
static int Told(ParseResult parsed)
{
    parsed.Invoke();
    return ExitCode.Failed;
}
