using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Scan.Tests;

public sealed class FolderTests
{
    [Fact]
    public async Task Findings_are_grouped_by_file_with_the_line_and_the_place_and_summed_up()
    {
        using var made = new MadeFolder(("src/B.cs", MadeFolder.Bug), ("src/A.cs", MadeFolder.Bug.Replace("Peer", "Other", StringComparison.Ordinal)), ("src/C.cs", MadeFolder.Clean));
        var (code, output, errors) = await made.Scan();
        Assert.Equal(1, code);
        var lines = output.Split('\n').Select(line => line.Replace(made.Root, "", StringComparison.Ordinal)).ToList();
        Assert.Equal("/src/A.cs", lines[0]);
        Assert.StartsWith("  6:16  warning  NWA2001  'Socket.Receive' may deliver fewer bytes", lines[1], StringComparison.Ordinal);
        Assert.Equal("    6 | socket.Receive(buffer);", lines[2]);
        Assert.Equal("      |        ^^^^^^^", lines[3]);
        Assert.Equal("/src/B.cs", lines[5]);
        Assert.Contains("     2  NWA2001  The count of a receive is ignored (2 files)", lines);
        Assert.Matches(@"(?m)^2 warnings in 3 files \(\d+ lines\) of 1 project, \d+\.\d s$", output);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
        Assert.Contains("[1/1]", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clean_code_gives_0()
    {
        using var made = new MadeFolder(("A.cs", MadeFolder.Clean));
        var (code, output, _) = await made.Scan();
        Assert.Equal(0, code);
        Assert.StartsWith("0 findings in 1 file", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".Src/All.sln", "1 warning in 2 files")]
    [InlineData(".Src/notes.txt", "0 findings in 1 file")]
    public async Task A_folder_with_a_dot_is_walked_where_it_holds_a_solution(string beside, string summary)
    {
        using var made = new MadeFolder((".Src/Lib/A.cs", MadeFolder.Bug), ("B.cs", MadeFolder.Clean), (beside, ""));
        var (_, output, _) = await made.Scan();
        Assert.Contains(summary, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_severity_below_the_one_asked_for_neither_shows_nor_fails()
    {
        using var made = new MadeFolder(("A.cs", MadeFolder.Bug));
        var (code, output, _) = await made.Scan("--severity", "error");
        Assert.Equal(0, code);
        Assert.DoesNotContain("NWA2001", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[*.cs]\ndotnet_diagnostic.NWA2001.severity = none\n", 0, "0 findings")]
    [InlineData("[*.cs]\ndotnet_diagnostic.NWA2001.severity = error\n", 1, "1 error in")]
    [InlineData("[*.cs]\ndotnet_diagnostic.NWA2001.severity = suggestion\n", 1, "1 info in")]
    [InlineData("[sub/*.cs]\ndotnet_diagnostic.NWA2001.severity = none\n", 0, "0 findings")]
    [InlineData("[other/*.cs]\ndotnet_diagnostic.NWA2001.severity = none\n", 1, "1 warning in")]
    public async Task Editorconfig_is_obeyed(string config, int expected, string summary)
    {
        using var made = new MadeFolder(("sub/A.cs", MadeFolder.Bug), (".editorconfig", "root = true\n" + config));
        var (code, output, _) = await made.Scan();
        Assert.Equal(expected, code);
        Assert.Contains(summary, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_nearest_editorconfig_wins_and_one_above_the_path_counts()
    {
        using var made = new MadeFolder(
            ("sub/A.cs", MadeFolder.Bug),
            ("sub/deep/B.cs", MadeFolder.Bug.Replace("Peer", "Other", StringComparison.Ordinal)),
            (".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.NWA2001.severity = none\n"),
            ("sub/deep/.editorconfig", "[*.cs]\ndotnet_diagnostic.NWA2001.severity = error\n"));
        var (_, output, _) = await made.ScanPath("sub");
        Assert.Contains("1 error in 2 files", output, StringComparison.Ordinal);
        Assert.Contains("deep/B.cs", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_projects_NoWarn_is_obeyed()
    {
        using var made = new MadeFolder(("A.cs", MadeFolder.Bug), ("P.csproj", MadeFolder.Project.Replace("</PropertyGroup>", "<NoWarn>$(NoWarn);NWA2001</NoWarn></PropertyGroup>", StringComparison.Ordinal)));
        Assert.Equal(0, (await made.Scan()).Code);
    }

    [Theory]
    [InlineData("NETFRAMEWORK", 1)]
    [InlineData("!NET", 1)]
    [InlineData("NETSTANDARD2_0_OR_GREATER", 1)]
    [InlineData("NET8_0_OR_GREATER", 1)]
    [InlineData("LEGACY", 1)]
    [InlineData("NETCOREAPP && !NET", 0)]
    [InlineData("DEBUG", 0)]
    public async Task Code_for_any_target_framework_of_a_project_is_analysed_and_each_finding_told_once(string condition, int expected)
    {
        using var made = new MadeFolder(
            ("A.cs", MadeFolder.Bug.Replace("    socket.Receive(buffer);", $"\n#if {condition}\n        socket.Receive(buffer);\n#endif\n", StringComparison.Ordinal)),
            ("P.csproj", MadeFolder.Project.Replace(
                "<TargetFramework>net10.0</TargetFramework>",
                "<TargetFrameworks>net8.0;net10.0;netstandard2.0;net472</TargetFrameworks><DefineConstants Condition=\"'$(TargetFramework)' == 'net472'\">LEGACY</DefineConstants>",
                StringComparison.Ordinal)));
        var (code, output, _) = await made.Scan();
        Assert.Equal(expected, code);
        Assert.Contains(expected == 0 ? "0 findings in 1 file" : "1 warning in 1 file", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net10.0", 1)]
    [InlineData("net48", 0)]
    public async Task Code_for_the_framework_of_Windows_may_have_the_numbers_of_Windows(string framework, int expected)
    {
        using var made = new MadeFolder(
            ("A.cs", "class A { bool Is(System.Net.Sockets.SocketException e) => e.ErrorCode == 10054; }"),
            ("P.csproj", MadeFolder.Project.Replace("net10.0", framework, StringComparison.Ordinal)));
        Assert.Equal(expected, (await made.Scan()).Code);
    }

    [Theory]
    [InlineData("Tests")]
    [InlineData("A.cs")]
    [InlineData("Tests/**")]
    [InlineData("**/A.*")]
    public async Task What_is_excluded_is_not_read(string pattern)
    {
        using var made = new MadeFolder(("Tests/A.cs", MadeFolder.Bug), ("B.cs", MadeFolder.Clean));
        var (code, output, _) = await made.Scan("--exclude", pattern);
        Assert.Equal(0, code);
        Assert.Contains("in 1 file ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suppressions_in_code_are_obeyed()
    {
        using var made = new MadeFolder(
            ("A.cs", "#pragma warning disable NWA2001\n" + MadeFolder.Bug),
            ("B.cs", MadeFolder.Bug.Replace("class Peer", "[System.Diagnostics.CodeAnalysis.SuppressMessage(\"x\", \"NWA2001\")] class Other", StringComparison.Ordinal)));
        Assert.Equal(0, (await made.Scan()).Code);
    }
}
