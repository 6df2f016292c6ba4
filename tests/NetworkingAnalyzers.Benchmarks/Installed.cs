using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Benchmarks;

/// <summary>A set of analyzers as a project gets it when it installs a package and configures nothing.</summary>
/// <param name="Name">The row of the table.</param>
/// <param name="Arguments">What the compiler is given for it.</param>
public sealed record Installed(string Name, ImmutableArray<string> Arguments)
{
    private const string SdkPackage = "Microsoft.CodeAnalysis.NetAnalyzers";

    /// <summary>No analyzer at all.</summary>
    public static Installed None { get; } = new("no analyzers", []);

    /// <summary>The analyzer that does nothing.</summary>
    public static Installed Nothing { get; } = new("does nothing", ["/analyzer:" + Assembly.GetExecutingAssembly().Location]);

    /// <summary>This package as it is installed.</summary>
    public static Installed Ours { get; } = new("NetworkingAnalyzers", ["/analyzer:" + typeof(NetworkingRule).Assembly.Location]);

    /// <summary>This package with every rule on.</summary>
    public static Installed OursStrict { get; } = new(
        "NetworkingAnalyzers, Strict",
        [.. Ours.Arguments, "/analyzerconfig:" + Path.Combine(CodeBase.RepositoryRoot, "nuget", "NetworkingAnalyzers.Package", "buildTransitive", "presets", "Strict.globalconfig")]);

    /// <summary>The packages of <c>Peers/Peers.csproj</c>, each with the files that the SDK would give this compiler.</summary>
    public static async Task<ImmutableArray<Installed>> Peers()
    {
        var project = Path.Combine(CodeBase.RepositoryRoot, "tests", "NetworkingAnalyzers.Benchmarks", "Peers", "Peers.csproj");
        await CompilerCall.Run("restore", project, []);
        var all = await CompilerCall.ArgumentsOf(project, []);
        return
        [
            .. File.ReadLines(project)
                .Where(line => line.Contains("<PackageReference", StringComparison.Ordinal))
                .Select(line => line.Split('"')[1])
                .Select(id => new Installed(id, [.. all.Where(argument => Brings(id, argument))])),
        ];
    }

    /// <summary>How many rules can speak in a build, with warnings or errors, as the compiler's own log lists them: those with less are not run by it.</summary>
    public async Task<int> CountRules()
    {
        var folder = Directory.CreateTempSubdirectory("networking-analyzers-").FullName;
        try
        {
            var empty = Path.Combine(folder, "Empty.cs");
            var log = Path.Combine(folder, "log.sarif");
            await File.WriteAllTextAsync(empty, "");
            var reference = CodeBase.FromBuild("References").Split(';').Select(pack => Path.Combine(pack, "System.Runtime.dll")).First(File.Exists);
            await CompilerRun.Of(new CompilerCall(folder, [empty, "/target:library", "/nostdlib", "/reference:" + reference]), [.. Arguments, $"/errorlog:{log},version=2.1"]);
            var run = JsonNode.Parse(await File.ReadAllTextAsync(log))!["runs"]![0]!;
            var configured = run["invocations"]?[0]?["ruleConfigurationOverrides"]?.AsArray().ToDictionary(change => change!["descriptor"]!["id"]!.GetValue<string>(), change => change!["configuration"]) ?? [];
            return run["tool"]!["driver"]!["rules"]!.AsArray().Count(rule =>
                rule!["id"]!.GetValue<string>() is var id && !id.StartsWith("CS", StringComparison.Ordinal) && Speaks(configured.GetValueOrDefault(id) ?? rule["defaultConfiguration"]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The SDK's default severities are the package's: it brings none of its own.
    private static bool Brings(string id, string argument) =>
        argument.Contains($"/{id.ToLowerInvariant()}/", StringComparison.Ordinal)
        || (id == SdkPackage && argument.StartsWith("/analyzerconfig:", StringComparison.Ordinal) && argument.Contains("/analysislevel_", StringComparison.Ordinal));

    private static bool Speaks(JsonNode? configuration) =>
        (configuration?["enabled"]?.GetValue<bool>() ?? true) && (configuration?["level"]?.GetValue<string>() ?? "warning") is "warning" or "error";
}
