using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using NetworkingAnalyzers.Scan.Fixing;

namespace NetworkingAnalyzers.Scan.Tests;

public sealed class ApplyFixesTests : IDisposable
{
    private const string Fixable =
        """
        using System.Net.Sockets;
        class Peer
        {
            // Kept.
            void Fill(NetworkStream stream, byte[] buffer, int length)
            {
                stream.Read(buffer, 0, length);
                stream.Read(buffer, 0, length); // Twice.
            }
        }
        """;

    private readonly MadeFolder _made = new(("a/Peer.cs", Fixable), ("a/Clean.cs", MadeFolder.Clean));

    public void Dispose() => _made.Dispose();

    [Fact]
    public async Task Fixes_are_written_and_what_is_left_is_reported()
    {
        _made.Write("a/Left.cs", MadeFolder.Bug.Replace("Peer", "Left", StringComparison.Ordinal));
        var (code, output, errors) = await _made.Scan("--fix", "--rules", "NWA2001");
        Assert.Equal(1, code);
        Assert.Contains("2 findings fixed in 1 file", errors, StringComparison.Ordinal);
        Assert.Contains("1 warning in 3 files", output, StringComparison.Ordinal);
        Assert.Contains("stream.ReadExactly(buffer, 0, length); // Twice.", _made.Read("a/Peer.cs"), StringComparison.Ordinal);
        Assert.Equal(MadeFolder.Clean, _made.Read("a/Clean.cs"));
        Assert.Equal(3, Directory.GetFiles(_made.At("a")).Length);
        Assert.Contains("0 findings fixed in 0 files", (await _made.Scan("--fix", "--rules", "NWA2001")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_that_do_not_run_do_not_fix()
    {
        await _made.Scan("--fix", "--rules", "NWA3001");
        Assert.Equal(Fixable, _made.Read("a/Peer.cs"));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_its_diff_does_the_same()
    {
        _made.Write("a/Peer.cs", "\ufeff" + Fixable.Replace("\n", "\r\n", StringComparison.Ordinal));
        var before = await File.ReadAllBytesAsync(_made.At("a/Peer.cs"));
        var (code, diff, errors) = await _made.Scan("--fix", "--dry-run", "--rules", "NWA2001");
        Assert.Equal(1, code);
        Assert.Contains("2 findings of 2 would be fixed in 1 file", errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_made.At("a/Peer.cs")));

        _made.Write("fixes.diff", diff);
        Apply("fixes.diff");
        var patched = await File.ReadAllBytesAsync(_made.At("a/Peer.cs"));
        await File.WriteAllBytesAsync(_made.At("a/Peer.cs"), before);
        Assert.Equal(0, (await _made.Scan("--fix", "--rules", "NWA2001")).Code);
        Assert.Equal(patched, await File.ReadAllBytesAsync(_made.At("a/Peer.cs")));
        Assert.Equal(Encoding.UTF8.Preamble, patched.AsSpan(0, 3));
        Assert.DoesNotContain("\n", Encoding.UTF8.GetString(patched).Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_two_projects_compile_is_fixed_once_and_only_where_both_compile()
    {
        _made.Write("p/P.csproj", MadeFolder.Project.Replace("</Project>", "<ItemGroup><Compile Include=\"../shared/Shared.cs\"/></ItemGroup></Project>", StringComparison.Ordinal));
        _made.Write("q/Q.csproj", MadeFolder.Project.Replace("</Project>", "<ItemGroup><Compile Include=\"../shared/Shared.cs\"/></ItemGroup></Project>", StringComparison.Ordinal));
        _made.Write("shared/Shared.cs", Fixable.Replace("Peer", "Shared", StringComparison.Ordinal));
        var (code, _, errors) = await _made.Scan("--fix", "--rules", "NWA2001");
        Assert.Equal(0, code);
        Assert.Contains("4 findings fixed in 2 files", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_go_together_is_refused()
    {
        Assert.Equal((2, "error: --dry-run needs --fix.\n"), await Refusal("--dry-run"));
        Assert.Equal((2, "error: --update-baseline needs --baseline FILE.\n"), await Refusal("--update-baseline"));
    }

    [Theory]
    [InlineData("a\nb\nc\n", "a\nB\nc\n")]
    [InlineData("a\nb\nc", "a\nb\nc\nd")]
    [InlineData("a\nb\nc", "a\nb\nc\n")]
    [InlineData("a\nb\nc\n", "a\nb\nc")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "0\n1\n2\n3\n4\n5\n6\n7\n8\nX\n9\n")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n", "1\nX\n3\n4\n5\n6\n7\n8\n9\n10\n12\n13\n14\n")]
    [InlineData("1\r\n2\r\n3\r\n", "1\r\n2\r\nX\r\n3\r\n")]
    [InlineData("1\n2\n", "2\n")]
    public void A_diff_leads_from_one_text_to_the_other(string before, string after)
    {
        _made.Write("f.txt", before);
        _made.Write("f.diff", UnifiedDiff.Of(before, after, "f.txt"));
        Apply("f.diff");
        Assert.Equal(after, _made.Read("f.txt"));
    }

    private void Apply(string diff)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--whitespace=nowarn", diff]) { WorkingDirectory = _made.Root, RedirectStandardError = true })!;
        var said = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, said + _made.Read(diff));
    }

    private async Task<(int, string)> Refusal(string option)
    {
        var (code, _, errors) = await _made.Scan(option);
        return (code, errors);
    }
}
