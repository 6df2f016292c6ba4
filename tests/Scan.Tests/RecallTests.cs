using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NetworkingAnalyzers.Scan.Commands;
using NetworkingAnalyzers.Scan.Recall;

namespace NetworkingAnalyzers.Scan.Tests;

public sealed class RecallTests : IDisposable
{
    private const string Columns = "id\tclass\trepo\tpath\tfunction:line\tbefore-commit\tafter-commit\treach\tconfidence\tafter-state";

    private const string Bug =
        """
        using System.Net.Sockets;
        class Peer
        {
            void Fill(Socket socket, byte[] buffer)
            {
                socket.Receive(buffer);
            }

            void Other(Socket socket, byte[] buffer) { }
        }
        """;

    private readonly MadeRepositories _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public async Task A_bug_is_seen_where_it_is_and_silent_once_mended()
    {
        var before = _made.Commit("a/b", ("src/Peer.cs", Bug));
        var after = _made.Commit("a/b", ("src/Peer.cs", Bug.Replace("socket.Receive(buffer);", "if (socket.Receive(buffer) == 0) return;", StringComparison.Ordinal)));
        var row = await Row("R1", "read-result-ignored", "Fill:6", before, after);
        Assert.Equal(["NWA2001", "seen", "silent"], row);
    }

    [Fact]
    public async Task A_bug_is_missed_where_a_rule_speaks_only_in_another_member()
    {
        var before = _made.Commit("a/b", ("src/Peer.cs", Bug));
        Assert.Equal(["-", "missed", "-"], await Row("R1", "read-result-ignored", "Other:9", before, "-"));
    }

    [Fact]
    public async Task A_rule_of_another_class_does_not_count()
    {
        var before = _made.Commit("a/b", ("src/Peer.cs", Bug));
        Assert.Equal(["NWA2001", "missed", "-"], await Row("R1", "tiny-backlog", "Fill:6", before, "-"));
    }

    [Fact]
    public async Task A_mend_that_changes_nothing_is_told()
    {
        var before = _made.Commit("a/b", ("src/Peer.cs", Bug));
        var after = _made.Commit("a/b", ("src/Peer.cs", "// mended?\n" + Bug));
        Assert.Equal(["NWA2001", "seen", "speaks NWA2001"], await Row("R1", "read-result-ignored", "Fill:6", before, after));
    }

    [Fact]
    public async Task After_a_partial_mend_nothing_is_asserted()
    {
        var before = _made.Commit("a/b", ("src/Peer.cs", Bug));
        Assert.Equal(["NWA2001", "seen", "-"], await Row("R1", "read-result-ignored", "Fill:6", before, before, "partial: a sibling is left"));
    }

    [Theory]
    [InlineData("src/Peer.cs", "Gone:1", "no member Gone")]
    [InlineData("src/Gone.cs", "Fill:6", "no file src/Gone.cs")]
    public async Task What_cannot_be_judged_says_why(string path, string place, string why)
    {
        var before = _made.Commit("a/b", ("src/Peer.cs", Bug));
        var (code, output) = await Recall($"R1\tread-result-ignored\ta/b\t{path}\t{place}\t{before}\t-\tlocal\tstrong\t-");
        Assert.Equal(0, code);
        Assert.Contains("not judged: ", output, StringComparison.Ordinal);
        Assert.Contains(why, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_weak_confidence_are_left_out_and_the_rest_is_counted()
    {
        var before = _made.Commit("a/b", ("src/Peer.cs", Bug));
        var (_, output) = await Recall(
            $"R1\tread-result-ignored\ta/b\tsrc/Peer.cs\tFill:6\t{before}\t-\tlocal\tstrong\t-",
            $"R2\tread-result-ignored\ta/b\tsrc/Peer.cs\tOther:9\t{before}\t-\tlocal\tstrong\t-",
            $"R3\tread-result-ignored\ta/b\tsrc/Peer.cs\tOther:9\t{before}\t-\tlocal\tweak\t-");
        Assert.Matches(@"(?m)^all +2 +1 +1 +0 ", output);
        Assert.DoesNotContain("R3", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_names_ids()
    {
        var answering = AnsweringRules.Own();
        Assert.NotEmpty(answering.Classes);
        Assert.All(answering.Classes.SelectMany(answering.For), id => Assert.Matches(new Regex("^NWA[0-9]{4}$"), id));
    }

    private async Task<string[]> Row(string id, string @class, string place, string before, string after, string state = "fixed")
    {
        var rows = Path.GetTempFileName();
        await Recall([$"{id}\t{@class}\ta/b\tsrc/Peer.cs\t{place}\t{before}\t{after}\tlocal\tstrong\t{state}"], "-o", rows);
        var fields = (await File.ReadAllLinesAsync(rows))[1].Split('\t');
        File.Delete(rows);
        return fields[4..7];
    }

    private Task<(int Code, string Output)> Recall(params string[] rows) => Recall(rows, []);

    private Task<(int Code, string Output)> Recall(string[] rows, params string[] more) =>
        MadeRepositories.Run(new RecallCommand().AddTo(new RootCommand()), ["--table", _made.Table([Columns, .. rows]), .. _made.Options, "--rules", "NWA2001", .. more]);
}
