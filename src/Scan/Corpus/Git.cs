using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Scan.Corpus;

/// <summary>
/// Reads a git directory through <c>git</c> itself. Objects are read one by one (<c>cat-file</c>) for <c>archive</c> leaves out what
/// a repository marks <c>export-ignore</c>, its tests for example, and fails as a whole where one large file is absent.
/// </summary>
internal sealed class Git
{
    private readonly string _directory;

    private Git(string directory) => _directory = directory;

    /// <summary>The repository of a mirror folder, bare or not; null where there is none.</summary>
    public static Git? Of(string mirror)
    {
        foreach (var directory in (ReadOnlySpan<string>)[Path.Combine(mirror, "repo", ".git"), Path.Combine(mirror, "repo"), Path.Combine(mirror, ".git"), mirror])
        {
            if (File.Exists(Path.Combine(directory, "HEAD")))
            {
                return new Git(directory);
            }
        }

        return null;
    }

    /// <summary>The files of a commit; null where the commit is not there.</summary>
    public async Task<IReadOnlyList<(string Object, string Path)>?> FilesAt(string commit, CancellationToken cancellation)
    {
        using var git = Start("ls-tree", "-r", "-z", "--end-of-options", commit);
        git.StandardInput.Close();
        var said = git.StandardError.ReadToEndAsync(cancellation);
        using var output = new MemoryStream();
        await git.StandardOutput.BaseStream.CopyToAsync(output, cancellation).ConfigureAwait(false);
        await said.ConfigureAwait(false);
        await git.WaitForExitAsync(cancellation).ConfigureAwait(false);
        if (git.ExitCode != 0)
        {
            return null;
        }

        var files = new List<(string, string)>();
        foreach (var entry in Encoding.UTF8.GetString(output.ToArray()).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            // "100644 blob <id>\t<path>"; links (120000) and submodules (commit) are not files.
            if (entry.StartsWith("100", StringComparison.Ordinal))
            {
                var tab = entry.IndexOf('\t', StringComparison.Ordinal);
                files.Add((entry[(entry.LastIndexOf(' ', tab) + 1)..tab], entry[(tab + 1)..]));
            }
        }

        return files;
    }

    /// <summary>Writes files below a folder; objects that the snapshot lacks are left out.</summary>
    public async Task Write(IReadOnlyList<(string Object, string Path)> files, string folder, CancellationToken cancellation)
    {
        using var git = Start("cat-file", "--batch");
        var said = git.StandardError.ReadToEndAsync(cancellation);
        var output = git.StandardOutput.BaseStream;
        foreach (var (id, path) in files)
        {
            await git.StandardInput.WriteLineAsync(id.AsMemory(), cancellation).ConfigureAwait(false);
            await git.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
            if (await ReadObject(output, cancellation).ConfigureAwait(false) is { } content && Inside(folder, path) is { } target)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await File.WriteAllBytesAsync(target, content, cancellation).ConfigureAwait(false);
            }
        }

        git.StandardInput.Close();
        await said.ConfigureAwait(false);
        await git.WaitForExitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>One answer of <c>cat-file --batch</c>: "id type size", the bytes, a line feed; or "id missing".</summary>
    private static async Task<byte[]?> ReadObject(Stream output, CancellationToken cancellation)
    {
        var header = new StringBuilder();
        for (var b = new byte[1]; ;)
        {
            await output.ReadExactlyAsync(b, cancellation).ConfigureAwait(false);
            if (b[0] == '\n')
            {
                break;
            }

            header.Append((char)b[0]);
        }

        var parts = header.ToString().Split(' ');
        if (parts.Length != 3)
        {
            return null;
        }

        var content = new byte[int.Parse(parts[2], CultureInfo.InvariantCulture) + 1];
        await output.ReadExactlyAsync(content, cancellation).ConfigureAwait(false);
        return content[..^1];
    }

    /// <summary>A path of somebody else's tree never leaves the folder.</summary>
    private static string? Inside(string folder, string path) =>
        Path.GetFullPath(Path.Combine(folder, path)) is var full && full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : null;

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("--git-dir=" + _directory);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new IOException("git cannot be started.");
    }
}
