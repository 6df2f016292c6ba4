using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Incidents.Stage;
using Incidents.Tests.Stage;

namespace Incidents.Plays;

/// <summary>
/// Incident 6: the cable is out and send succeeds. First act: it is plugged in again, and all arrives. Second act: it is out, the sender has sent everything and ends well, and its machine is switched off.
/// </summary>
internal static class SendTakenForDelivery
{
    private const int NaivePort = 7001, ReferencePort = 7002, Rate = 200;

    public static async Task PlayAsync(Play play)
    {
        var first = await ActAsync(play, isLast: false);
        var second = await ActAsync(play, isLast: true);
        play.Compare("naive, cable comes back", "naive, machine goes off", "reference, cable comes back", "reference, machine goes off");
        Row("handed", "messages handed to the sender", act => act.Messages);
        Row("sent-while-out", "reported as delivered while the cable was out", act => act.ReportedWhileOut);
        Row("arrived-while-out", "arrived while the cable was out", act => act.ArrivedWhileOut);
        Row("reported", "reported as delivered at the end", act => act.Reported);
        Row("arrived", "arrived in the end", act => act.Receipts.Arrived);
        Row("lost", "**reported as delivered and lost**", act => Math.Max(0, act.Reported - act.Receipts.Arrived));
        Row("disorder", "out of order, twice or torn", act => act.Receipts.Reordered + act.Receipts.Twice + act.Receipts.Torn);
        play.Add("kept", "kept for the next start", "nothing", "nothing", first.Reference.Kept, second.Reference.Kept);
        play.Add("after-restart", "arrived after the next start", "-", "-", first.Reference.AfterRestart, second.Reference.AfterRestart);
        play.Claim("the naive sender reported messages as delivered while nothing arrived at all", first.Naive.ReportedWhileOut > 0 && first.Naive.ArrivedWhileOut == 0);
        play.Claim("when the cable came back, all of them arrived, in order", first.Naive.Receipts is { Lost: 0, Reordered: 0, Twice: 0 });
        play.Claim("when the sender's machine was switched off instead, they were lost, and its exit code was 0", second.Naive.Reported > second.Naive.Receipts.Arrived && second.NaiveExit == 0);
        play.Claim("the reference reported nothing as delivered that had not arrived", first.Reference.ReportedWhileOut <= first.Reference.ArrivedWhileOut && second.Reference.Reported <= second.Reference.Receipts.Arrived);
        play.Claim("what it had not delivered it kept, and delivered after its next start", second.Reference.Kept > 0 && second.Reference.AfterRestart == second.Reference.Messages);
        play.Figure = Draw(second);

        void Row(string key, string what, Func<Side, int> count) => play.Add(key, what, count(first.Naive), count(second.Naive), count(first.Reference), count(second.Reference));
    }

    private static async Task<Act> ActAsync(Play play, bool isLast)
    {
        var naive = new Side("naive");
        var reference = new Side("reference");
        var messages = play.IsShort ? 1000 : isLast ? 1600 : 2400;
        var hold = play.IsShort ? 1.0 : 4.0;
        var act = new Act(naive, reference);
        (naive.Messages, reference.Messages) = (messages, messages);
        var folder = Directory.CreateTempSubdirectory("incident-6-").FullName;
        string Of(string part) => Path.Combine(folder, part);
        try
        {
            using (var cable = Cable.Lay())
            {
                using var naiveReceiver = RunningProgram.Naive(cable.FarHost, "2-receive", $"{Cable.FarEnd.Address}:{NaivePort}", Of("naive"));
                using var referenceReceiver = RunningProgram.Client(cable.FarHost, "receive", $"{Cable.FarEnd.Address}:{ReferencePort}", Of("reference"), "process-crash", "handled");
                await Task.WhenAll(naiveReceiver.LineAsync("listening", play.Cancellation), referenceReceiver.LineAsync("Listening", play.Cancellation));
                var count = messages.ToString(CultureInfo.InvariantCulture);
                var rate = Rate.ToString(CultureInfo.InvariantCulture);
                using var naiveSender = RunningProgram.Naive(cable.NearHost, "6-send", $"{Cable.FarEnd.Address}:{NaivePort}", count, rate);
                using var referenceSender = RunningProgram.Client(cable.NearHost, "send", $"{Cable.FarEnd.Address}:{ReferencePort}", Of("outbox"), count, "process-crash", rate);
                for (var waited = Stopwatch.StartNew(); Receipts.CountOf(Of("naive")) == 0 || Receipts.CountOf(Of("reference")) == 0; await play.PauseAsync(0.02))
                {
                    if (waited.Elapsed > TimeSpan.FromSeconds(20))
                    {
                        throw new TimeoutException($"Nothing arrives: {string.Join(" | ", [.. naiveSender.Lines, .. referenceSender.Lines])}");
                    }
                }

                var clock = Stopwatch.StartNew();
                async Task PassAsync(double seconds)
                {
                    for (var until = clock.Elapsed.TotalSeconds + seconds; clock.Elapsed.TotalSeconds < until; await play.PauseAsync(0.1))
                    {
                        Look();
                    }
                }

                void Look()
                {
                    naive.Reported = Last(naiveSender, "delivered ", naive.Reported);
                    reference.Reported = Last(referenceSender, "acknowledged ", reference.Reported);
                    naive.Samples.Add((clock.Elapsed.TotalSeconds, naive.Reported, Receipts.CountOf(Of("naive"))));
                    reference.Samples.Add((clock.Elapsed.TotalSeconds, reference.Reported, Receipts.CountOf(Of("reference"))));
                }

                await PassAsync(hold / 2);
                play.Say(isLast ? "the cable is pulled again; this time the sender sends all it has and ends" : "the cable is pulled; the senders go on sending");
                cable.Cut();
                act.Cut = clock.Elapsed.TotalSeconds;

                // What was under way when the cable was pulled has been counted by now.
                await PassAsync(0.3);
                var before = (Naive: naive.Samples[^1], Reference: reference.Samples[^1]);
                await PassAsync(hold);
                if (!isLast)
                {
                    await play.ShowAsync("While the cable is out, on the senders' host: ESTAB, and the bytes in `Send-Q`", cable.NearHost, "ss -tnoi state established");
                    await play.ShowAsync("What the kernel counts meanwhile", cable.NearHost, "nstat -az TcpRetransSegs TcpExtTCPTimeouts");
                }

                Look();
                (naive.ReportedWhileOut, naive.ArrivedWhileOut) = (naive.Reported - before.Naive.Reported, naive.Samples[^1].Arrived - before.Naive.Arrived);
                (reference.ReportedWhileOut, reference.ArrivedWhileOut) = (reference.Reported - before.Reference.Reported, reference.Samples[^1].Arrived - before.Reference.Arrived);
                if (isLast)
                {
                    for (var waited = 0; naiveSender.ExitCode is null && waited < 40; waited++)
                    {
                        await PassAsync(0.5);
                    }

                    act.NaiveExit = naiveSender.ExitCode;
                    reference.Kept = messages - reference.Reported;
                    play.Say($"the naive sender has ended with exit code {act.NaiveExit}; now its machine is switched off");
                    await play.ShowAsync("After the program has ended, on its host: nobody's socket, still sending", cable.NearHost, "ss -tanpo");
                    referenceSender.Kill();
                    act.Off = clock.Elapsed.TotalSeconds;
                    await Shell.RunAsync(cable.NearHost, "ip link delete card", play.Cancellation);
                    await PassAsync(hold / 2);
                }
                else
                {
                    cable.Restore();
                    for (var waited = 0; (Receipts.CountOf(Of("naive")) < messages || reference.Reported < messages) && waited < 60; waited++)
                    {
                        await PassAsync(0.5);
                    }
                }

                Look();
                naive.Receipts = Receipts.Of(Of("naive"), messages);
                reference.Receipts = Receipts.Of(Of("reference"), messages);
            }

            if (isLast)
            {
                reference.AfterRestart = await RestartAsync(play, Of, messages);
            }

            return act;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The sender's machine is on again, with the disk it had; so is the cable.</summary>
    private static async Task<int> RestartAsync(Play play, Func<string, string> of, int messages)
    {
        play.Say("the machine is on again, and the reference client is started with the outbox it had");
        using var cable = Cable.Lay();
        using var receiver = RunningProgram.Client(cable.FarHost, "receive", $"{Cable.FarEnd.Address}:{ReferencePort}", of("reference"), "process-crash", "handled");
        await receiver.LineAsync("Listening", play.Cancellation);
        using var sender = RunningProgram.Client(cable.NearHost, "send", $"{Cable.FarEnd.Address}:{ReferencePort}", of("outbox"), messages.ToString(CultureInfo.InvariantCulture), "process-crash", "1000");
        await sender.EndsAsync(TimeSpan.FromSeconds(30), play.Cancellation);
        return Receipts.Of(of("reference"), messages).Arrived;
    }

    private static int Last(RunningProgram program, string word, int before) =>
        program.Lines.LastOrDefault(line => line.StartsWith(word, StringComparison.Ordinal)) is { } line ? int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) : before;

    private static ScottPlot.Plot Draw(Act act)
    {
        var plot = Figures.New("The cable is out, the sender ends well, its machine is switched off", "seconds", "messages");
        plot.Line("naive: arrived", Points(act.Naive, sample => sample.Arrived), Figures.Naive, broad: true);
        plot.Line("naive: reported as delivered", Points(act.Naive, sample => sample.Reported), Figures.Naive);
        plot.Line("reference: arrived", Points(act.Reference, sample => sample.Arrived), Figures.Reference, broad: true);
        plot.Line("reference: reported as delivered", Points(act.Reference, sample => sample.Reported), Figures.Reference);
        plot.During("cable out", act.Cut, act.Naive.Samples[^1].At);
        plot.Moment("machine off", act.Off);
        plot.ShowLegend(ScottPlot.Alignment.UpperLeft);
        return plot;

        static List<(double X, double Y)> Points(Side side, Func<(double At, int Reported, int Arrived), int> which) => [.. side.Samples.Select(sample => (sample.At, (double)which(sample)))];
    }

    private sealed record Act(Side Naive, Side Reference)
    {
        public double Cut { get; set; }

        public double Off { get; set; }

        public int? NaiveExit { get; set; }
    }

    private sealed record Side(string Name)
    {
        public int Messages { get; set; }

        public int Reported { get; set; }

        public int ReportedWhileOut { get; set; }

        public int ArrivedWhileOut { get; set; }

        public int Kept { get; set; }

        public int AfterRestart { get; set; }

        public Receipts Receipts { get; set; }

        public List<(double At, int Reported, int Arrived)> Samples { get; } = [];
    }
}
