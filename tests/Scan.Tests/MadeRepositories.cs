using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Scan.Tests;

/// <summary>Git repositories that a test makes for itself in a temporary folder, and commands run over them.</summary>
public sealed class MadeRepositories : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("networking-scan-").FullName;

    /// <summary>The options that say where they are.</summary>
    public string[] Options => ["--snapshots", Path.Combine(_root, "mirror"), "--cache", Path.Combine(_root, "cache")];

    /// <summary>Commits files to a repository, made where it is not there yet; gives the commit.</summary>
    public string Commit(string repository, params (string Path, string Text)[] files)
    {
        var folder = Path.Combine(_root, "mirror", repository.Replace('/', '+'), "repo");
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            Git(folder, "init", "-q");
        }

        foreach (var (path, text) in files)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        Git(folder, "add", "-A");
        Git(folder, "-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "made");
        return Git(folder, "rev-parse", "HEAD").Trim();
    }

    /// <summary>A table: its columns, then its rows, separated by tabs.</summary>
    public string Table(params string[] lines)
    {
        var path = Path.Combine(_root, Guid.NewGuid().ToString("N") + ".tsv");
        File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>Runs a command in this process; gives its exit code and what it wrote.</summary>
    public static async Task<(int Code, string Output)> Run(Command command, IEnumerable<string> arguments)
    {
        var (code, output, errors) = await MadeFolder.Run(command, arguments);
        return (code, output + errors);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var git = Process.Start(start)!;
        var said = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return said;
    }
}
