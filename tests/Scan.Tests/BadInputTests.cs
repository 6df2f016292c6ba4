using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using NetworkingAnalyzers.Scan.Commands;

namespace NetworkingAnalyzers.Scan.Tests;

public sealed class BadInputTests : IDisposable
{
    private readonly MadeFolder _made = new(("src/Peer.cs", MadeFolder.Bug), ("notes.txt", "x"), ("empty/readme.md", "x"), ("a.fsproj", "<Project/>"), ("broken.slnx", "<Solution"));

    public void Dispose() => _made.Dispose();

    [Theory]
    [InlineData("gone", "gone' does not exist")]
    [InlineData("gone.sln", "gone.sln' does not exist")]
    [InlineData("empty", "empty' holds no C# that could be analysed")]
    [InlineData("notes.txt", "notes.txt' is neither a folder nor a solution")]
    [InlineData("a.fsproj", "a.fsproj' is not C#; no other language is analysed")]
    [InlineData("broken.slnx", "broken.slnx' cannot be loaded: ")]
    public async Task A_path_that_is_nothing_to_analyse_gives_2_and_a_sentence(string path, string said)
    {
        var (code, output, errors) = await _made.ScanPath(path, "--no-restore");
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_does_not_exist_is_told_with_those_that_do()
    {
        var (code, _, errors) = await _made.Scan("--rules", "NWA9999");
        Assert.Equal(2, code);
        Assert.Contains("No such rule: NWA9999. There are: NWA1001,", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_named_and_the_rest_is_analysed()
    {
        await File.WriteAllBytesAsync(_made.At("src/Binary.cs"), [0x4D, 0x5A, 0, 1, 2]);
        await File.WriteAllBytesAsync(_made.At("src/Latin.cs"), [.. Encoding.UTF8.GetBytes("// "), 0xE9, (byte)'\n']);
        File.CreateSymbolicLink(_made.At("src/Dangling.cs"), _made.At("nowhere.cs"));
        var (code, output, errors) = await _made.Scan();
        Assert.Equal(1, code);
        Assert.Contains("1 warning in 2 files", output, StringComparison.Ordinal);
        Assert.Contains("passed over: ", errors, StringComparison.Ordinal);
        Assert.Contains("Binary.cs: binary, not C#", errors, StringComparison.Ordinal);
        Assert.Contains("Latin.cs: not valid UTF-8, read as Latin-1", errors, StringComparison.Ordinal);
        Assert.Contains("Dangling.cs: cannot be read: ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone/report.html")]
    [InlineData("src")]
    [InlineData("/dev/full")]
    [InlineData("/proc/report.html")]
    public async Task An_output_that_cannot_be_written_is_named(string output)
    {
        var (code, _, errors) = await _made.Scan("--format", "html", "-o", _made.At(output));
        Assert.Equal(2, code);
        Assert.Contains($"error: '{_made.At(output)}' cannot be written: ", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_made.Root, "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_output_that_was_there_is_replaced_as_a_whole_and_a_link_stays_a_link()
    {
        _made.Write("old.json", "old");
        File.CreateSymbolicLink(_made.At("link.json"), _made.At("old.json"));
        Assert.Equal(1, (await _made.Scan("--format", "json", "-o", _made.At("link.json"))).Code);
        Assert.StartsWith("{", _made.Read("old.json"), StringComparison.Ordinal);
        Assert.NotNull(new FileInfo(_made.At("link.json")).LinkTarget);
    }

    [Fact]
    public async Task An_interrupted_run_writes_nothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        _made.Write("report.json", "old");
        var (code, output, errors) = await MadeFolder.Run(new ScanCommand().AddTo(new RootCommand()), [_made.Root, "--fix", "--format", "json", "-o", _made.At("report.json")], stop.Token);
        Assert.Equal((130, ""), (code, output));
        Assert.Contains("interrupted: nothing was written", errors, StringComparison.Ordinal);
        Assert.Equal("old", _made.Read("report.json"));
        Assert.Equal(MadeFolder.Bug, _made.Read("src/Peer.cs"));
    }

    [Fact]
    public async Task Projects_that_reference_each_other_are_analysed_without_the_reference_that_closes_the_circle()
    {
        foreach (var (one, other) in ((string, string)[])[("P", "Q"), ("Q", "P")])
        {
            _made.Write($"{one}/{one}.csproj", MadeFolder.Project.Replace("</Project>", $"<ItemGroup><ProjectReference Include=\"../{other}/{other}.csproj\"/></ItemGroup></Project>", StringComparison.Ordinal));
            _made.Write($"{one}/{one}.cs", MadeFolder.Bug.Replace("Peer", one, StringComparison.Ordinal));
        }

        var (_, output, errors) = await _made.Scan();
        Assert.Contains("3 warnings in 3 files", output, StringComparison.Ordinal);
        Assert.Contains("closes a cycle and is left out", errors, StringComparison.Ordinal);
    }
}
