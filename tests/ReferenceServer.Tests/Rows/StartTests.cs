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
    [InlineData("--prot 5080", "--prot is no option; --help lists them")]
    [InlineData("--port=0 --drian=5", "--drian is no option; --help lists them")]
    [InlineData("--port 0 --address 192.0.2.1", "--address 192.0.2.1 is no address of this machine: 127.0.0.1")]
    [InlineData("--port 0 --drain soon", "--drain soon is no number of seconds: 0 to 86400")]
    [InlineData("--port 0 --headers 0", "--headers 0 is no number of seconds: 0.1 to 86400")]
    [InlineData("--port 0 --log loud", "--log loud is no level: Trace, Debug")]
    [InlineData("--port 0 --log 7", "--log 7 is no level: Trace, Debug")]
    [InlineData("--port 0 --Transport:MaxConnections 0", "ReferenceTransportOptions.MaxConnections is 0; it must be from 1 to")]
    [InlineData("--port 0 --Transport:IoLoops many", "'many' at 'Transport:IoLoops'")]
    [InlineData("--port 0 --Transport:WriteTimeout soon", "'soon' at 'Transport:WriteTimeout'")]
    [InlineData("--port 0 --Transport:WriteTimout 8", "'WriteTimout'")]
    public Task One_sentence_names_what_is_wrong(string arguments, string sentence) => FailsAsync("ReferenceServer", arguments, sentence);

    [Theory]
    [InlineData("receive 127.0.0.1:{used} {folder}", ":{used}: address already in use")]
    [InlineData("receive 127.0.0.1:0 {folder}", "127.0.0.1:0 is no ADDRESS:PORT")]
    [InlineData("send nowhere.invalid:7000 {folder} 1", "nowhere.invalid:7000 is no ADDRESS:PORT: an IP address (names are not looked up) and a port")]
    [InlineData("send 127.0.0.1:{used} {file}/in 1", "{file}/in")]
    [InlineData("send 127.0.0.1:{used} {folder} many", "many is no count: 1 to")]
    [InlineData("send 127.0.0.1:{used} {folder} 1 fast", "fast is no durability: power-loss or process-crash")]
    public Task The_client_says_in_one_sentence_what_is_wrong(string arguments, string sentence) => FailsAsync("ReferenceClient", arguments, sentence);

    private static async Task FailsAsync(string sample, string arguments, string sentence)
    {
        using var used = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        used.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        used.Listen();
        var file = Path.GetTempFileName();
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string Fill(string text) => text.Replace("{used}", $"{((IPEndPoint)used.LocalEndPoint!).Port}", StringComparison.Ordinal).Replace("{file}", file, StringComparison.Ordinal).Replace("{folder}", folder, StringComparison.Ordinal);
            var (code, errors) = await Sample.FailAsync(sample, Fill(arguments));
            Assert.Contains(Fill(sentence), errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
            Assert.Equal(1, code);
        }
        finally
        {
            File.Delete(file);
            Directory.Delete(folder, recursive: true);
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
