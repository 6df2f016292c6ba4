using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Stage;
using Incidents.Tests.Stage;

namespace Incidents.Plays;

/// <summary>
/// Incident 2: naive sender and receiver beside the delivery protocol's, on two hosts. The cable between them is cut and restored with data in flight, and receivers and senders are killed, both pairs in the same moments.
/// </summary>
internal static class RetriedUntilNoError
{
    private const int NaivePort = 7001, ReferencePort = 7002, Rate = 500;

    public static async Task PlayAsync(Play play)
    {
        using var cable = Cable.Lay();
        using var naive = new Pair(cable, play, isNaive: true);
        using var reference = new Pair(cable, play, isNaive: false);
        Pair[] both = [naive, reference];
        var messages = play.IsShort ? 2500 : 12_000;
        await Task.WhenAll(both.Select(pair => pair.StartReceiverAsync()));
        Array.ForEach(both, pair => pair.StartSender(messages));
        await Task.WhenAll(both.Select(pair => pair.UntilFirstAsync()));

        var timeline = new Timeline(both);
        await using (timeline.Sampling(play.Cancellation))
        {
            if (!play.IsShort)
            {
                await play.PauseAsync(3);
                await CutAsync(3, "cable out for 3 s; all of it arrives afterwards", () => Task.CompletedTask);
                await play.PauseAsync(4);
            }

            await play.PauseAsync(1);
            await CutAsync(play.IsShort ? 1.5 : 3, "receiver killed while the cable is out", async () =>
            {
                await play.ShowAsync("While the cable is out: what the senders' kernel still holds (`Send-Q`), and its clock", cable.NearHost, "ss -tno state established");
                timeline.Moment("receivers killed");
                await Task.WhenAll(both.Select(pair => pair.RestartReceiverAsync()));
            });
            await play.PauseAsync(play.IsShort ? 1.5 : 5);
            play.Say("receiver killed, the cable is fine");
            timeline.Moment("receivers killed");
            await Task.WhenAll(both.Select(pair => pair.RestartReceiverAsync()));
            await play.PauseAsync(play.IsShort ? 0.5 : 4);
            await CutAsync(play.IsShort ? 0.7 : 2, "sender killed while the cable is out", () =>
            {
                timeline.Moment("senders killed");
                Array.ForEach(both, pair => pair.RestartSender(messages));
                return Task.CompletedTask;
            });

            play.Say("healed; the senders come to their end");
            foreach (var pair in both)
            {
                pair.Ended = await pair.EndsAsync(TimeSpan.FromSeconds(play.IsShort ? 25 : 60));
            }

            await play.PauseAsync(play.IsShort ? 1 : 3);
        }

        var (n, r) = (naive.Judge(messages), reference.Judge(messages));
        play.Add("sent", "messages handed to the sender", messages, messages);
        play.Add("reported", "reported as delivered by the sender", naive.Reported, reference.Reported);
        play.Add("arrived", "arrived", n.Arrived, r.Arrived);
        play.Add("lost", "**lost**", n.Lost, r.Lost);
        play.Add("twice", "arrived twice", n.Twice, r.Twice);
        play.Add("reordered", "arrived out of order", n.Reordered, r.Reordered);
        play.Add("torn", "lines put together from two halves", n.Torn, r.Torn);
        play.Add("early", "most that was reported and had not arrived, at any time", timeline.MostAhead(0), timeline.MostAhead(1));
        play.Claim("the naive sender reported messages as delivered that never arrived", naive.Reported > n.Arrived);
        play.Claim("the delivery protocol lost none, doubled none and kept the order", r is { Lost: 0, Twice: 0, Reordered: 0, Torn: 0 } && reference.Ended);
        play.Claim("the delivery protocol reported all as delivered", reference.Reported == messages);
        play.Figure = timeline.Draw(n.Lost);

        async Task CutAsync(double seconds, string what, Func<Task> meanwhile)
        {
            play.Say(what);
            cable.Cut();
            timeline.Out(true);
            await play.PauseAsync(seconds / 2);
            await meanwhile();
            await play.PauseAsync(seconds / 2);
            cable.Restore();
            timeline.Out(false);
        }
    }

    /// <summary>A sender on the near host and a receiver on the far one.</summary>
    private sealed class Pair(Cable cable, Play play, bool isNaive) : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("incident-2-").FullName;
        private RunningProgram? _receiver;
        private RunningProgram? _sender;
        private int _last;

        public bool Ended { get; set; }

        /// <summary>How many the sender calls delivered.</summary>
        public int Reported => _last = Math.Max(_last, isNaive ? Sent() : Acknowledged());

        /// <summary>How many lines the receiver has written.</summary>
        public int Arrived => Receipts.CountOf(Inbox);

        private string Inbox => Path.Combine(_folder, "receiver");

        private string Outbox => Path.Combine(_folder, "sender");

        private string Address => $"{Cable.FarEnd.Address}:{(isNaive ? NaivePort : ReferencePort)}";

        public async Task StartReceiverAsync()
        {
            _receiver = isNaive
                ? RunningProgram.Naive(cable.FarHost, "2-receive", Address, Inbox)
                : RunningProgram.Client(cable.FarHost, "receive", Address, Inbox, "process-crash", "handled");
            await _receiver.LineAsync(isNaive ? "listening" : "Listening", play.Cancellation);
        }

        public Task RestartReceiverAsync()
        {
            _receiver!.Dispose();
            return StartReceiverAsync();
        }

        public void StartSender(int messages)
        {
            var rate = Rate.ToString(CultureInfo.InvariantCulture);
            var count = messages.ToString(CultureInfo.InvariantCulture);
            _sender = isNaive
                ? RunningProgram.Naive(cable.NearHost, "2-send", Address, Outbox, count, rate)
                : RunningProgram.Client(cable.NearHost, "send", Address, Outbox, count, "process-crash", rate);
        }

        public void RestartSender(int messages)
        {
            _ = Reported;
            _sender!.Dispose();
            StartSender(messages);
        }

        public async Task UntilFirstAsync()
        {
            for (var waited = Stopwatch.StartNew(); Arrived == 0 || Reported == 0; await play.PauseAsync(0.02))
            {
                if (waited.Elapsed > TimeSpan.FromSeconds(20))
                {
                    throw new TimeoutException($"Nothing arrives: {string.Join(" | ", [.. _receiver!.Lines, .. _sender!.Lines])}");
                }
            }
        }

        public Task<bool> EndsAsync(TimeSpan most) => _sender!.EndsAsync(most, play.Cancellation);

        public Receipts Judge(int messages) => Receipts.Of(Inbox, messages);

        public void Dispose()
        {
            _sender?.Dispose();
            _receiver?.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        private int Sent()
        {
            try
            {
                return int.TryParse(File.ReadAllText(Path.Combine(Outbox, "sent")), CultureInfo.InvariantCulture, out var sent) ? sent : 0;
            }
            catch (IOException)
            {
                // It is being written.
                return 0;
            }
        }

        private int Acknowledged() => _sender?.Lines.LastOrDefault(line => line.StartsWith("acknowledged ", StringComparison.Ordinal)) is { } line
            ? int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)
            : 0;
    }

    /// <summary>What was reported and what had arrived, ten times a second.</summary>
    private sealed class Timeline(Pair[] pairs)
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly List<(double At, int Reported, int Arrived)>[] _samples = [[], []];
        private readonly List<(double From, double To)> _outs = [];
        private readonly List<(string What, double At)> _moments = [];

        public void Out(bool begins)
        {
            if (begins)
            {
                _outs.Add((_clock.Elapsed.TotalSeconds, 0));
            }
            else
            {
                _outs[^1] = (_outs[^1].From, _clock.Elapsed.TotalSeconds);
            }
        }

        public void Moment(string what) => _moments.Add((what, _clock.Elapsed.TotalSeconds));

        public int MostAhead(int pair) => _samples[pair].Max(sample => Math.Max(0, sample.Reported - sample.Arrived));

        public IAsyncDisposable Sampling(CancellationToken cancellation) => new Sampler(this, cancellation);

        public ScottPlot.Plot Draw(int lost)
        {
            var plot = Figures.New("One cable, the same cuts and kills: reported as delivered, and arrived", "seconds", "messages");
            plot.Line("naive: arrived", Points(0, sample => sample.Arrived), Figures.Naive, broad: true);
            plot.Line("naive: reported as delivered", Points(0, sample => sample.Reported), Figures.Naive);
            plot.Line("delivery protocol: arrived", Points(1, sample => sample.Arrived), Figures.Reference, broad: true);
            plot.Line("delivery protocol: reported as delivered", Points(1, sample => sample.Reported), Figures.Reference);
            for (var i = 0; i < _outs.Count; i++)
            {
                plot.During(i == 0 ? "cable out" : null, _outs[i].From, _outs[i].To);
            }

            _moments.ForEach(moment => plot.Moment(moment.What, moment.At));
            var (last, reported, arrived) = _samples[0][^1];
            plot.Add.Text(string.Create(CultureInfo.InvariantCulture, $"{lost:N0} lost"), last, (reported + arrived) / 2.0).LabelAlignment = ScottPlot.Alignment.MiddleRight;
            plot.ShowLegend(ScottPlot.Alignment.UpperLeft);
            return plot;
        }

        private List<(double X, double Y)> Points(int pair, Func<(double At, int Reported, int Arrived), int> which) =>
            [.. _samples[pair].Select(sample => (sample.At, (double)which(sample)))];

        private sealed class Sampler : IAsyncDisposable
        {
            private readonly CancellationTokenSource _over;
            private readonly Task _running;

            public Sampler(Timeline timeline, CancellationToken cancellation)
            {
                _over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                _running = RunAsync(timeline, _over.Token);
            }

            public async ValueTask DisposeAsync()
            {
                await _over.CancelAsync();
                await _running;
                _over.Dispose();
            }

            private static async Task RunAsync(Timeline timeline, CancellationToken over)
            {
                while (!over.IsCancellationRequested)
                {
                    for (var i = 0; i < timeline._samples.Length; i++)
                    {
                        // First what was reported: what arrives between the two looks must not count against it.
                        var reported = timeline.Pairs[i].Reported;
                        timeline._samples[i].Add((timeline._clock.Elapsed.TotalSeconds, reported, timeline.Pairs[i].Arrived));
                    }

                    await Task.Delay(100, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }

        private Pair[] Pairs { get; } = pairs;
    }
}
