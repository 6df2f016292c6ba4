using System;
using System.Collections.Generic;
using ReferenceServer.Delivery.Store;

namespace ReferenceServer.Delivery.Faults.Simulation;

/// <summary>A store whose commits take time, may be refused, and of which a crash leaves what was confirmed and perhaps more.</summary>
internal sealed class SimulatedDisk(World world, Random random)
{
    private readonly List<StoreRecord> _confirmed = [];
    private readonly List<(StoreRecord Record, Action<bool> Done)> _waiting = [];
    private StoreState _state = new();
    private TimeSpan _fullUntil;
    private int _life;

    public StoreState State => _state;

    public void Append(in StoreRecord record, Action<bool> done)
    {
        _waiting.Add((record, done));
        if (_waiting.Count == 1)
        {
            var life = _life;
            world.In(random.Next(0, 20), () => Commit(life));
        }
    }

    /// <summary>The process dies: of what was not confirmed, any first part may be there all the same.</summary>
    public StoreState Crash(int rolledBack = 0)
    {
        _life++;
        var more = random.Next(0, _waiting.Count + 1);
        foreach (var (record, _) in _waiting.GetRange(0, more))
        {
            if (_state.Follows(record))
            {
                Confirm(record);
            }
        }

        _waiting.Clear();
        _confirmed.RemoveRange(Math.Max(0, _confirmed.Count - rolledBack), Math.Min(rolledBack, _confirmed.Count));

        // What is known after a crash is what the records say, nothing else; now and then they were compacted before.
        var recovered = new StoreState();
        foreach (var record in _confirmed)
        {
            recovered.Apply(record, (session, number, _) => throw new InvalidOperationException($"The store has a gap at {number} of {session}."));
        }

        if (random.Next(2) == 0)
        {
            _confirmed.Clear();
            _confirmed.AddRange(recovered.Checkpoint());
        }

        return _state = recovered;
    }

    private void Commit(int life)
    {
        if (life != _life)
        {
            return;
        }

        if (random.NextDouble() < world.Schedule.DiskFull && !world.IsHealed)
        {
            _fullUntil = world.Now + TimeSpan.FromMilliseconds(random.Next(1, 3000));
        }

        var batch = _waiting.ToArray();
        _waiting.Clear();
        foreach (var (record, done) in batch)
        {
            var fine = (world.Now >= _fullUntil || world.IsHealed) && _state.Follows(record);
            if (fine)
            {
                Confirm(record);
            }

            done(fine);
            if (life != _life)
            {
                return;
            }
        }
    }

    private void Confirm(in StoreRecord record)
    {
        _confirmed.Add(record);
        _state.Apply(record);
    }
}
