using System.CommandLine;
using System.IO;
using NetworkingAnalyzers.Scan.Corpus;

namespace NetworkingAnalyzers.Scan.Commands;

/// <summary>The options that say where commits come from and where they are written.</summary>
internal sealed class SnapshotOptions
{
    private readonly Option<DirectoryInfo> _snapshots = new("--snapshots") { Description = "Folder of git directories: owner+name/repo.", Required = true };
    private readonly Option<DirectoryInfo> _cache = new("--cache")
    {
        Description = "Where commits are written and found again.",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Path.GetTempPath(), "networking-scan")),
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_snapshots);
        command.Add(_cache);
    }

    /// <summary>What they say.</summary>
    public Snapshots Of(ParseResult parsed) => new(parsed.GetRequiredValue(_snapshots).FullName, parsed.GetRequiredValue(_cache).FullName);
}
