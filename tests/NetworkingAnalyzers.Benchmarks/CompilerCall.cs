using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Benchmarks;

/// <summary>
/// What the compiler is given for a real project, as a build of it says, without any analyzer: what source generators make of it
/// is among the sources, so that a measurement holds the compiler's own work and the analyzers in question, and nothing else.
/// </summary>
/// <param name="Folder">Where the compiler is started; paths among the arguments may be relative to it.</param>
/// <param name="Arguments">The arguments, without those that name outputs.</param>
public sealed record CompilerCall(string Folder, ImmutableArray<string> Arguments)
{
    private static readonly string[] AboutAnalyzersOrOutputs =
        ["analyzer:", "a:", "analyzerconfig:", "additionalfile:", "ruleset:", "skipanalyzers", "warnaserror", "errorlog:", "generatedfilesout:", "out:", "refout:", "pdb:", "doc:", "embed:"];

    /// <summary>Builds the project and what it needs, and asks what the compiler was given.</summary>
    /// <param name="project">The project file.</param>
    /// <param name="framework">The target framework to take of several; null where the project has one.</param>
    /// <param name="properties">MSBuild properties, <c>Name=value</c>.</param>
    /// <exception cref="InvalidOperationException">The project does not build.</exception>
    public static async Task<CompilerCall> Of(string project, string? framework, IReadOnlyList<string> properties)
    {
        string[] chosen = [.. properties.Select(property => "-p:" + property), .. framework is null ? [] : new[] { "-p:TargetFramework=" + framework }];
        await Run("build", project, [.. chosen, "-p:EmitCompilerGeneratedFiles=true", "-p:RunAnalyzers=false"]);
        var all = await ArgumentsOf(project, [.. chosen, "-p:EmitCompilerGeneratedFiles=true"]);
        var folder = Path.GetDirectoryName(project)!;
        var generated = all.Where(argument => Is(argument, "generatedfilesout:"))
            .Select(argument => Path.Combine(folder, argument[(argument.IndexOf(':', StringComparison.Ordinal) + 1)..]))
            .Where(Directory.Exists)
            .SelectMany(path => Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories));

        // What the build says to analyzers (build_property.*) stays; what the project thinks of severities does not.
        var kept = all.Where(argument => Is(argument, "analyzerconfig:") && argument.EndsWith("GeneratedMSBuildEditorConfig.editorconfig", StringComparison.Ordinal));
        return new(folder, [.. all.Where(argument => !AboutAnalyzersOrOutputs.Any(name => Is(argument, name))), .. kept, .. generated.Order(StringComparer.Ordinal)]);
    }

    /// <summary>The arguments that a build would give the compiler for a project as it stands; nothing is compiled.</summary>
    public static async Task<ImmutableArray<string>> ArgumentsOf(string project, IReadOnlyList<string> chosen)
    {
        var answer = Path.GetTempFileName();
        try
        {
            // The file that does not exist keeps the target from being skipped as up to date.
            await Run("msbuild", project, [.. chosen, "-t:Compile", "-p:BuildProjectReferences=false", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:NonExistentFile=never", "-getItem:CscCommandLineArgs", "-getResultOutputFile:" + answer]);
            return [.. JsonNode.Parse(await File.ReadAllTextAsync(answer))!["Items"]!["CscCommandLineArgs"]!.AsArray().Select(item => item!["Identity"]!.GetValue<string>())];
        }
        finally
        {
            File.Delete(answer);
        }
    }

    /// <summary>Runs a command of <c>dotnet</c> on a project.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task Run(string command, string project, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [command, project, "-v:q", .. arguments]) { RedirectStandardOutput = true, WorkingDirectory = Path.GetDirectoryName(project)! };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet {command} {project} {string.Join(' ', arguments)}\n{output}");
        }
    }

    private static bool Is(string argument, string name) => argument.StartsWith("/" + name, StringComparison.OrdinalIgnoreCase);
}
