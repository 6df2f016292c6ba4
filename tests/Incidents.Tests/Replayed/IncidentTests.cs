using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Replayed;

/// <summary>In the short form of each incident the naive program fails as the story says, and the reference does not.</summary>
public sealed class IncidentTests(PlayedIncidents played) : IClassFixture<PlayedIncidents>
{
    private const string Naive = "naive", Reference = "reference";

    [Fact]
    public void A_slow_accept_loop_overflows_its_queue_and_resets_clients_that_nobody_accepted()
    {
        var one = played[1];
        Assert.True(one["overflows", Naive] > 0);
        Assert.Equal(0, one["overflows", Reference]);
        Assert.Equal(one["requests", Reference], one["completed", Reference]);
        Assert.True(one["burst-reset", Naive] > 0);
        Assert.Equal(0, one["burst-reset", Reference]);
    }

    [Fact]
    public void What_was_sent_is_lost_with_the_connection_and_what_was_acknowledged_is_not()
    {
        var two = played[2];
        Assert.True(two["reported", Naive] > two["arrived", Naive]);
        Assert.Equal(two["sent", Reference], two["reported", Reference]);
        Assert.Equal(0, two["lost", Reference] + two["twice", Reference] + two["reordered", Reference] + two["torn", Reference]);
    }

    [Fact]
    public void Others_work_delays_a_trivial_request_and_slow_clients_stay()
    {
        var three = played[3];
        Assert.True(three["p99", Naive] > 5 * three["p99", Reference]);
        Assert.Equal((0, 1), (three["logged", Naive], three["logged", Reference]));
        Assert.Equal((100, 0), (three["slow-held", Naive], three["slow-held", Reference]));
    }

    [Fact]
    public void Idle_connections_use_up_threads_and_the_reference_makes_room()
    {
        var four = played[4];
        Assert.Equal(0, four["answered", "200 threads, queue of 100"]);
        Assert.True(four["threads", "a thread each"] > 800);
        Assert.Equal(100, four["answered", "reference, limit 800"]);
        Assert.Equal(1, four["warnings", "reference, limit 800"]);
    }

    [Fact]
    public void A_vanished_peer_is_believed_in_or_noticed_within_the_bound()
    {
        var five = played[5];
        Assert.Equal(double.PositiveInfinity, five["idle", Naive]);
        Assert.Equal(double.PositiveInfinity, five["streaming", Naive]);
        Assert.InRange(five["idle", Reference], 1, 6);
        Assert.InRange(five["streaming", Reference], 1, 6);
        Assert.Equal((0, 1), (five["half-closed", Naive], five["half-closed", Reference]));
    }

    [Fact]
    public void Send_succeeds_while_nothing_arrives()
    {
        var six = played[6];
        Assert.True(six["sent-while-out", "naive, cable comes back"] > 0);
        Assert.Equal(0, six["arrived-while-out", "naive, cable comes back"]);
        Assert.True(six["lost", "naive, machine goes off"] > 0);
        Assert.Equal(0, six["lost", "reference, machine goes off"]);
        Assert.Equal(six["handed", "reference, machine goes off"], six["after-restart", "reference, machine goes off"]);
    }

    [Fact]
    public async Task Interrupted_it_removes_what_it_made()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Making network namespaces needs root on Linux.");
        using var process = PlayedIncidents.Start("2", "--short");
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        string[] Made() => Directory.Exists("/run/netns") ? Directory.GetFiles("/run/netns", $"nwa-{process.Id}-*") : [];
        Patience.Until(() => Made().Length == 3 || process.HasExited, "the stage is built");
        Assert.SkipWhen(process.HasExited && process.ExitCode == 3, "The stage cannot be built here.");
        using var interrupting = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync().Bounded();
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("interrupted", await complained, StringComparison.Ordinal);
        await said;
        Assert.Empty(Made());
    }

    [Fact]
    public async Task A_bad_command_line_is_told()
    {
        using var process = PlayedIncidents.Start("7");
        var complained = await process.StandardError.ReadToEndAsync().Bounded();
        await process.WaitForExitAsync().Bounded();
        Assert.Equal(2, process.ExitCode);
        Assert.Contains("7", complained, StringComparison.Ordinal);
    }
}
