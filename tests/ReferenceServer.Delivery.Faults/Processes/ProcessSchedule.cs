using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using ReferenceServer.Delivery.Store;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>What came of a schedule.</summary>
/// <param name="Verdict">The checker's.</param>
/// <param name="Faults">How many faults there were.</param>
/// <param name="Lives">How many processes were started.</param>
/// <param name="Attachments">How often the sender's session was attached.</param>
/// <param name="Failure">What else went wrong: a process that ended by itself, or did not come to its end; else empty.</param>
public readonly record struct ScheduleResult(Verdict Verdict, int Faults, int Lives, int Attachments, string Failure)
{
    /// <summary>Whether everything was as promised.</summary>
    public bool Holds => Verdict.Holds && Failure.Length == 0;
}

/// <summary>
/// A place for schedules with real processes: three hosts on a switch and a folder for their disks. Schedules run one after the other; several lanes may be used at the same time, each by one thread.
/// </summary>
public sealed class Lane : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(45);

    private readonly Network _network;
    private readonly string _folder;
    private readonly string _template;

    private Lane(Network network, string folder, string template) => (_network, _folder, _template) = (network, folder, template);

    /// <summary>Why there can be no lane on this machine, or null.</summary>
    public static string? WhatIsMissing() => Network.WhatIsMissing();

    /// <summary>Makes one; <paramref name="number"/> tells those of this process apart.</summary>
    public static Lane Open(int number)
    {
        var folder = FolderOf(Environment.ProcessId, number);
        Directory.CreateDirectory(folder);
        return new Lane(Network.Lay(number), folder, StoreDisk.MakeTemplate(Path.Combine(folder, "template.image")));
    }

    /// <summary>Removes the networks, mounts and folders of runs that were killed before they could.</summary>
    public static void RemoveWhatKilledRunsLeft()
    {
        Network.RemoveWhatKilledRunsLeft();
        foreach (var folder in Directory.GetDirectories(Root(), "delivery-faults-*-*"))
        {
            var owner = Path.GetFileName(folder).Split('-')[2];
            if (!Directory.Exists("/proc/" + owner))
            {
                StoreDisk.RemoveAll(folder);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        StoreDisk.RemoveAll(_folder);
    }

    /// <summary>Runs the protocol through the plan.</summary>
    /// <param name="plan">What happens.</param>
    /// <param name="cancellation">Ends it early, with an exception.</param>
    /// <param name="keep">Where notebooks and logs are left if a promise was broken.</param>
    public ScheduleResult Run(Plan plan, CancellationToken cancellation = default, string? keep = null)
    {
        var lab = Directory.CreateDirectory(Path.Combine(_folder, "lab")).FullName;
        var disks = new Dictionary<Role, StoreDisk>();
        var parts = new Dictionary<Role, Part>();
        try
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                var disk = Path.Combine(_folder, role.ToString());
                disks[role] = StoreDisk.Mount(disk, plan.PowerLoss[role] ? _template : null);
                var arguments = new ActorArguments(role, plan.Seed, Path.Combine(disk, "store"), Path.Combine(lab, role + ".notes"), plan.PowerLoss[role] ? Durability.PowerLoss : Durability.ProcessCrash);
                parts[role] = new Part(_network.PathOf(role), Path.Combine(lab, role + ".log"), "ReferenceServer.Delivery.Faults.dll", ["act", .. arguments.ToWords()]);
            }

            var stage = new Stage(_network, parts, disks);
            stage.Play(plan, cancellation);
            var senderNotes = Path.Combine(lab, Role.Sender + ".notes");
            var receiverNotes = Path.Combine(lab, Role.Receiver + ".notes");
            var ended = stage.Settle(
                () => parts[Role.Sender].Exit == 0 && !Checker.Owed(Notebook.Read(senderNotes)).Except(Notebook.Read(receiverNotes).Where(entry => entry.What == Notes.Given).Select(entry => entry.Numbers[0])).Any(),
                s_patience,
                cancellation);
            var verdict = Checker.Judge(plan.Seed, Notebook.Read(senderNotes), Notebook.Read(receiverNotes));
            var attachments = Notebook.Read(senderNotes).Where(entry => entry.What == Notes.Finished).Select(entry => (int)entry.Numbers[0]).DefaultIfEmpty().Max();
            var result = new ScheduleResult(verdict, plan.Faults.Count, parts.Values.Sum(part => part.Lives), attachments, ended);
            if (!result.Holds && keep is not null)
            {
                parts.Values.ToList().ForEach(part => part.Kill());
                Shell.Run("cp", "-r", _folder, keep);
            }

            return result;
        }
        finally
        {
            Clear(parts, disks, lab);
        }
    }

    /// <summary>
    /// Runs the sender and receiver of incident 2 through the plan, in the sender's and the server's place; what befalls the receiver befalls theirs, too. Their disks are spared: no disk is full, and a power cut is a kill.
    /// </summary>
    public ScheduleResult RunNaive(Plan plan, CancellationToken cancellation = default)
    {
        var lab = Directory.CreateDirectory(Path.Combine(_folder, "lab")).FullName;
        var parts = new Dictionary<Role, Part>();
        try
        {
            string[] Words(string verb, string role, params string[] more) => [verb, Actors.Server.ToString(), Path.Combine(lab, role), .. more];
            var receive = new Part(_network.PathOf(Role.Server), Path.Combine(lab, "receiver.log"), "Incidents.Naive.dll", Words("2-receive", "receiver"));
            parts[Role.Sender] = new Part(
                _network.PathOf(Role.Sender), Path.Combine(lab, "sender.log"), "Incidents.Naive.dll",
                Words("2-send", "sender", plan.Messages.ToString(CultureInfo.InvariantCulture), plan.Rate.ToString(CultureInfo.InvariantCulture)));
            parts[Role.Server] = receive;
            var faults = plan.Faults.Where(fault => fault.Kind != FaultKind.DiskFull).Select(fault => fault with { Where = fault.Where == Role.Sender ? Role.Sender : Role.Server }).ToArray();
            var stage = new Stage(_network, parts, []);
            stage.Play(plan with { Faults = faults }, cancellation);
            var ended = stage.Settle(() => parts[Role.Sender].Exit == 0, s_patience, cancellation);

            // What the kernel still holds has time to arrive.
            cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(0.5));
            return new ScheduleResult(Checker.JudgeNaive(Path.Combine(lab, "receiver", "received.txt"), plan.Messages), faults.Length, parts.Values.Sum(part => part.Lives), 0, ended);
        }
        finally
        {
            Clear(parts, [], lab);
        }
    }

    private static string Root() => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private static string FolderOf(int process, int number) => Path.Combine(Root(), $"delivery-faults-{process}-{number}");

    private static void Clear(Dictionary<Role, Part> parts, Dictionary<Role, StoreDisk> disks, string lab)
    {
        foreach (var part in parts.Values)
        {
            part.Dispose();
        }

        foreach (var disk in disks.Values)
        {
            disk.Dispose();
        }

        Directory.Delete(lab, recursive: true);
    }
}

/// <summary>The parts while faults befall them.</summary>
internal sealed class Stage(Network network, Dictionary<Role, Part> parts, Dictionary<Role, StoreDisk> disks)
{
    private readonly HashSet<Role> _down = [];
    private string _failure = "";

    /// <summary>Starts all and goes through the plan; afterwards everything is whole again.</summary>
    public void Play(Plan plan, CancellationToken cancellation)
    {
        foreach (var part in parts.Values)
        {
            part.Start();
        }

        var moments = plan.Faults
            .SelectMany(fault => new (TimeSpan At, Action Do)[] { (fault.At, () => Begin(fault)), (fault.At + fault.Length, () => End(fault)) })
            .OrderBy(moment => moment.At);
        var clock = Stopwatch.StartNew();
        foreach (var (at, act) in moments)
        {
            while (clock.Elapsed < at)
            {
                Watch();
                Pause(at - clock.Elapsed, cancellation);
            }

            act();
        }
    }

    /// <summary>Waits until all is done; what went wrong otherwise.</summary>
    public string Settle(Func<bool> isDone, TimeSpan patience, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (_failure.Length == 0 && !isDone())
        {
            if (clock.Elapsed > patience)
            {
                return "did not come to its end";
            }

            Watch();
            Pause(TimeSpan.FromMilliseconds(50), cancellation);
        }

        return _failure;
    }

    private static void Pause(TimeSpan most, CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne(Math.Clamp((int)most.TotalMilliseconds, 0, 50));
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Nobody may end by itself but the sender when it is done; who found the disk full is started again, as a service manager does.</summary>
    private void Watch()
    {
        foreach (var (role, part) in parts)
        {
            if (_down.Contains(role) || part.Exit is not { } exit || (role == Role.Sender && exit == 0))
            {
                continue;
            }

            if (exit == Actors.TryAgain)
            {
                part.Start();
            }
            else
            {
                _failure = $"{role} ended by itself with {exit}";
            }
        }
    }

    private void Begin(in Fault fault)
    {
        var (role, part) = (fault.Where, parts[fault.Where]);
        switch (fault.Kind)
        {
            case FaultKind.Cut:
                network.Unplug(role);
                break;
            case FaultKind.Loss or FaultKind.OneWay:
                network.BeginFilter(fault);
                break;
            case FaultKind.Reset:
                network.Reset(role);
                break;
            case FaultKind.Kill:
                _down.Add(role);
                part.Kill();
                break;
            case FaultKind.KillUnseen:
                KillUnseen(role, part.Kill);
                break;
            case FaultKind.Freeze:
                part.Freeze(true);
                break;
            case FaultKind.DiskFull:
                disks[role].Fill();
                break;
            case FaultKind.PowerCut:
                part.Freeze(true);
                KillUnseen(role, disks.TryGetValue(role, out var disk) ? () => disk.CutPower(part.Kill) : part.Kill);
                break;
        }
    }

    private void KillUnseen(Role role, Action kill)
    {
        _down.Add(role);
        network.Unplug(role);
        kill();
        network.Reset(role);
    }

    private void End(in Fault fault)
    {
        var (role, part) = (fault.Where, parts[fault.Where]);
        switch (fault.Kind)
        {
            case FaultKind.Cut:
                network.Plug(role);
                break;
            case FaultKind.Loss or FaultKind.OneWay:
                network.EndFilter(fault);
                break;
            case FaultKind.KillUnseen or FaultKind.PowerCut:
                network.Plug(role);
                Restart(role, part);
                break;
            case FaultKind.Kill:
                Restart(role, part);
                break;
            case FaultKind.Freeze:
                part.Freeze(false);
                break;
            case FaultKind.DiskFull:
                disks[role].Free();
                break;
        }
    }

    private void Restart(Role role, Part part)
    {
        part.Start();
        _down.Remove(role);
    }
}
