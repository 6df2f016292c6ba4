using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.Threading.Tasks;
using NetworkingAnalyzers.Scan.Commands;
using NetworkingAnalyzers.Scan.Fixing;

namespace NetworkingAnalyzers.Scan.Tests;

public sealed class FixTests : IDisposable
{
    private readonly MadeRepositories _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public async Task Fixes_are_applied_all_at_once_and_what_came_of_them_is_counted()
    {
        var commit = _made.Commit("a/b", ("Peer.cs",
            """
            using System.Net.Sockets;
            class Peer
            {
                void Fill(NetworkStream stream, byte[] buffer, int length)
                {
                    stream.Read(buffer, 0, length);
                    stream.Read(buffer, 0, length);
                }

                void Take(Socket socket, byte[] buffer) => socket.Receive(buffer);

                NoSuchType _brokenBefore;
            }
            """));
        var (code, output) = await MadeRepositories.Run(
            new CorpusCommand().AddTo(new RootCommand()),
            ["--repositories", _made.Table("repo\tcommit", $"a/b\t{commit}"), .. _made.Options, "--rules", "NWA2001", "--fix"]);
        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^a/b +NWA2001 +3 +2 +0 +0 +0 +0$", output);
    }

    [Fact]
    public void A_line_that_changes_outside_the_members_is_counted()
    {
        Assert.Equal(0, LineChanges.Between("a\nb\nc\n", "a\nB\nc\n").Outside([(1, 1)]));
        Assert.Equal(1, LineChanges.Between("a\nb\nc\nd\n", "a\nB\nc\nd\n").Outside([(3, 3)]));
    }

    [Fact]
    public void A_new_using_is_no_change_elsewhere() =>
        Assert.Equal(0, LineChanges.Between("using A;\nx\ny\nz\n", "using A;\nusing B;\nx\ny\nz\n").Outside([(3, 3)]));

    [Fact]
    public void A_line_end_of_another_kind_is_counted() =>
        Assert.Equal(1, LineChanges.Between("a\r\nb\r\n", "a\r\nnew\nb\r\n").Outside([(0, 1)]));
}
