using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using ReferenceServer.Tests.Stage;
using Xunit;

namespace ReferenceServer.Tests.Rows;

/// <summary>What a person set wrongly ends the sample with one sentence that names it, and 1; whoever asks it to end gets 0.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("--port {used}", ":{used}: address already in use")]
    [InlineData("--port 0 --tls {used}", "https://127.0.0.1:{used}: address already in use")]
    [InlineData("--port 0 --unix {file}", "{file}: address already in use")]
    [InlineData("--port 0 --address here", "--address here is no IP address")]
    [InlineData("--port 70000", "--port 70000 is no port")]
    [InlineData("--port 0 --Transport:MaxConnections 0", "ReferenceTransportOptions.MaxConnections is 0; it must be from 1 to")]
    public async Task One_sentence_names_what_is_wrong(string arguments, string sentence)
    {
        using var used = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        used.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        used.Listen();
        var file = Path.GetTempFileName();
        try
        {
            string Fill(string text) => text.Replace("{used}", $"{((IPEndPoint)used.LocalEndPoint!).Port}", StringComparison.Ordinal).Replace("{file}", file, StringComparison.Ordinal);
            var (code, errors) = await Sample.FailAsync(Fill(arguments));
            Assert.Contains(Fill(sentence), errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
            Assert.Equal(1, code);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Asked_to_end_it_finishes_what_is_under_way_and_ends_with_0()
    {
        using var sample = await Sample.StartAsync("reference");
        using var open = sample.Connect();
        var answer = Sample.AskAsync(open, "/burn?ms=1500");
        await Task.Delay(300);
        sample.Terminate();

        Assert.StartsWith("HTTP/1.1 200", await answer.Bounded());
        Assert.True(sample.WaitForExit(Patience.Limit));
        Assert.Equal(0, sample.ExitCode);
    }
}
