using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NetworkingAnalyzers.Scan.Commands;

namespace NetworkingAnalyzers.Scan.Tests;

/// <summary>A temporary folder of code that a test makes for itself, and the tool run over it in this process.</summary>
public sealed class MadeFolder : IDisposable
{
    /// <summary>A file with one finding, NWA2001 at 6:16.</summary>
    public const string Bug =
        """
        using System.Net.Sockets;
        class Peer
        {
            void Fill(Socket socket, byte[] buffer)
            {
                socket.Receive(buffer);
            }
        }
        """;

    /// <summary>The same with nothing to find.</summary>
    public const string Clean =
        """
        using System.Net.Sockets;
        class Clean
        {
            int Receive(Socket socket, byte[] buffer) => socket.Receive(buffer);
        }
        """;

    /// <summary>A project of one framework.</summary>
    public const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
        </Project>
        """;

    /// <summary>Made with files in it.</summary>
    public MadeFolder(params IEnumerable<(string Path, string Text)> files)
    {
        foreach (var (path, text) in files)
        {
            Write(path, text);
        }
    }

    /// <summary>Its full path.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("networking-scan-").FullName;

    /// <summary>The full path of something in it.</summary>
    public string At(string path) => Path.Combine(Root, path);

    /// <summary>Writes a file.</summary>
    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    /// <summary>Reads a file.</summary>
    public string Read(string path) => File.ReadAllText(At(path));

    /// <summary>Runs the tool over the folder.</summary>
    public Task<(int Code, string Output, string Errors)> Scan(params string[] arguments) => ScanPath(Root, arguments);

    /// <summary>Runs the tool over something in it, or elsewhere.</summary>
    public Task<(int Code, string Output, string Errors)> ScanPath(string path, params string[] arguments) => Run(new ScanCommand().AddTo(new RootCommand()), [At(path), .. arguments]);

    /// <summary>Runs a command in this process.</summary>
    public static async Task<(int Code, string Output, string Errors)> Run(Command command, IEnumerable<string> arguments, CancellationToken cancellation = default)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await command.Parse([.. arguments]).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, cancellation);
        return (code, output.ToString(), errors.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
