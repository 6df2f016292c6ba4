using System;
using System.IO;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Package.Tests;

/// <summary>Strangers' projects install the packed file; what <c>dotnet build</c> prints is what is asserted.</summary>
public sealed class InstallTests(PackedPackage package)
{
    /// <summary>Two sins, on lines 8 and 13.</summary>
    internal const string Sins = """
        using System.Net.Sockets;

        public static class Feed
        {
            public static byte[] ReadHeader(Socket socket)
            {
                var header = new byte[12];
                socket.Receive(header);
                var filled = 0;
                while (filled < header.Length)
                {
                    // The peer may close in the middle.
                    filled += socket.Receive(header, filled, header.Length - filled, SocketFlags.None);
                }

                return header;
            }

            public static void Main()
            {
            }
        }
        """;

    private static readonly string[] Warnings = ["Program.cs(13): warning NWA2002", "Program.cs(8): warning NWA2001"];

    [Theory]
    [InlineData("Console", "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>", "Microsoft.NET.Sdk")]
    [InlineData("Library8", "<TargetFramework>net8.0</TargetFramework>", "Microsoft.NET.Sdk")]
    [InlineData("Standard", "<TargetFramework>netstandard2.0</TargetFramework>", "Microsoft.NET.Sdk")]
    [InlineData("Framework", "<TargetFramework>net462</TargetFramework>", "Microsoft.NET.Sdk")]
    [InlineData("Web", "<TargetFramework>net10.0</TargetFramework>", "Microsoft.NET.Sdk.Web")]
    public async Task A_build_prints_exactly_the_sins(string name, string properties, string sdk)
    {
        var folder = package.NewProject(name, properties, Sins, sdk, Framework(name));
        var (exitCode, output) = await Dotnet.Run(folder, "build");
        Assert.True(exitCode == 0, output);
        Assert.Equal(Warnings, Dotnet.DiagnosticsIn(output));
    }

    [Fact]
    public async Task A_severity_in_editorconfig_counts()
    {
        var folder = package.NewProject(
            "Severities", "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>", Sins,
            editorconfig: "dotnet_diagnostic.NWA2001.severity = none\ndotnet_diagnostic.NWA2002.severity = error\n");
        var (exitCode, output) = await Dotnet.Run(folder, "build");
        Assert.NotEqual(0, exitCode);
        Assert.Equal(["Program.cs(13): error NWA2002"], Dotnet.DiagnosticsIn(output));
    }

    [Fact]
    public async Task Warnings_as_errors_fail_the_build_and_a_pragma_spares_a_line()
    {
        var spared = Sins.Replace("        socket.Receive(header);", "#pragma warning disable NWA2001 // The test says so.\n        socket.Receive(header);\n#pragma warning restore NWA2001", StringComparison.Ordinal);
        var folder = package.NewProject("Strict", "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>", spared);
        var (exitCode, output) = await Dotnet.Run(folder, "build", "-warnaserror");
        Assert.NotEqual(0, exitCode);
        Assert.Equal(["Program.cs(15): error NWA2002"], Dotnet.DiagnosticsIn(output));
        (exitCode, output) = await Dotnet.Run(folder, "build", "-warnaserror:NWA2001");
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task A_read_that_the_SDK_s_own_rule_reports_is_reported_once()
    {
        const string Code = """
            using System.Net.Sockets;

            public static class Feed
            {
                public static void Read(NetworkStream stream, byte[] buffer)
                {
                    stream.Read(buffer, 0, 4);
                    _ = stream.Read(buffer, 0, 4);
                }

                public static void Main()
                {
                }
            }
            """;
        var folder = package.NewProject("Peers", "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>", Code);
        var (_, output) = await Dotnet.Run(folder, "build");
        Assert.Equal(["Program.cs(7): warning CA2022", "Program.cs(8): warning NWA2001"], Dotnet.DiagnosticsIn(output));
        (_, output) = await Dotnet.Run(folder, "build", "-p:EnableNETAnalyzers=false", "--no-incremental");
        Assert.Equal(["Program.cs(7): warning NWA2001", "Program.cs(8): warning NWA2001"], Dotnet.DiagnosticsIn(output));
    }

    [Fact]
    public async Task Dotnet_format_applies_the_fixes_from_the_package()
    {
        var folder = package.NewProject("Format", "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>", Sins);
        var (exitCode, output) = await Dotnet.Run(folder, "format", "analyzers", "--diagnostics", "NWA2002", "--severity", "warn");
        Assert.True(exitCode == 0, output);
        var code = await File.ReadAllTextAsync(Path.Combine(folder, "Program.cs"));
        Assert.Contains("throw new System.IO.EndOfStreamException();", code, StringComparison.Ordinal);
        (exitCode, output) = await Dotnet.Run(folder, "build");
        Assert.True(exitCode == 0, output);
        Assert.Equal(["Program.cs(8): warning NWA2001"], Dotnet.DiagnosticsIn(output));
    }

    [Fact]
    public async Task A_project_without_a_sin_builds_without_a_word()
    {
        var folder = package.NewProject("Clean", "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>", "System.Console.WriteLine(1);");
        var (exitCode, output) = await Dotnet.Run(folder, "build");
        Assert.True(exitCode == 0, output);
        Assert.Empty(Dotnet.DiagnosticsIn(output));
        Assert.Contains("0 Warning(s)", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(folder, "bin"), "*", SearchOption.AllDirectories), path => path.Contains("NetworkingAnalyzers", StringComparison.Ordinal) && path.EndsWith(".dll", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_solution_of_which_only_some_projects_have_the_package_hears_of_those_only()
    {
        var folder = package.NewFolder("Some");
        foreach (var (name, reference) in ((string, string)[])[("Server", $"""<PackageReference Include="NetworkingAnalyzers" Version="{package.Version}" PrivateAssets="all" />"""), ("Tool", """<ProjectReference Include="../Server/Server.csproj" />""")])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            await File.WriteAllTextAsync(Path.Combine(folder, name, name + ".csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><NuGetAudit>false</NuGetAudit></PropertyGroup>
                  <ItemGroup>{reference}</ItemGroup>
                </Project>
                """);
            await File.WriteAllTextAsync(Path.Combine(folder, name, name + ".cs"), Sins.Replace("class Feed", "class FeedOf" + name, StringComparison.Ordinal));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "All.slnx"), """<Solution><Project Path="Server/Server.csproj" /><Project Path="Tool/Tool.csproj" /></Solution>""");
        var (exitCode, output) = await Dotnet.Run(folder, "build", "All.slnx");
        Assert.True(exitCode == 0, output);
        Assert.Equal(["Server.cs(13): warning NWA2002", "Server.cs(8): warning NWA2001"], Dotnet.DiagnosticsIn(output));
    }

    private static string Framework(string name) =>
        name == "Framework" ? """<PackageReference Include="Microsoft.NETFramework.ReferenceAssemblies" Version="1.0.3" PrivateAssets="all" />""" : "";
}
