using System;
using System.Buffers;
using System.Collections.Generic;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Faults.Simulation;

/// <summary>One connection: two directions in order, as TCP has them, unless the schedule says otherwise.</summary>
internal sealed class Wire(World world, Random random)
{
    private readonly TimeSpan[] _lastArrival = new TimeSpan[2];
    private bool _broken;

    public End Client { get; private set; } = null!;

    public End Server { get; private set; } = null!;

    public static Wire Between(World world, Random random)
    {
        var wire = new Wire(world, random);
        wire.Client = new End(wire, 0);
        wire.Server = new End(wire, 1);
        return wire;
    }

    private void Send(End from, byte[] chunk)
    {
        if (_broken)
        {
            return;
        }

        var schedule = world.Schedule;
        var to = from == Client ? Server : Client;
        if (Happens(schedule.Break))
        {
            var half = chunk.AsSpan(0, random.Next(0, chunk.Length + 1)).ToArray();
            Deliver(from, to, half, inOrder: true);
            Break();
            return;
        }

        if (Happens(schedule.Drop))
        {
            return;
        }

        if (Happens(schedule.Flip))
        {
            chunk[random.Next(chunk.Length)] ^= (byte)(1 << random.Next(8));
        }

        var inOrder = !Happens(schedule.Reorder);
        Deliver(from, to, chunk, inOrder);
        if (Happens(schedule.Duplicate))
        {
            Deliver(from, to, chunk, inOrder);
        }
    }

    private bool Happens(double probability) => !world.IsHealed && random.NextDouble() < probability;

    private void Deliver(End from, End to, byte[] chunk, bool inOrder)
    {
        var index = from == Client ? 0 : 1;
        var arrival = world.Now + TimeSpan.FromMilliseconds(random.Next(1, 80));
        if (inOrder)
        {
            arrival = _lastArrival[index] = arrival > _lastArrival[index] ? arrival : _lastArrival[index];
        }

        world.At(arrival, () => to.Arrive(chunk));
    }

    private void Break()
    {
        _broken = true;
        foreach (var end in new[] { Client, Server })
        {
            if (random.NextDouble() >= world.Schedule.HalfOpen)
            {
                world.In(random.Next(1, 500), end.Ended);
            }
        }
    }

    /// <summary>One end: frames in, bytes out.</summary>
    internal sealed class End(Wire wire, int index)
    {
        private byte[] _unread = [];

        public Action<Frame>? OnFrame { get; set; }

        public Action<ErrorCode>? OnEnd { get; set; }

        public bool IsOpen { get; private set; } = true;

        public void Send(ArrayBufferWriter<byte> written)
        {
            if (IsOpen && written.WrittenCount > 0)
            {
                wire.Send(this, written.WrittenSpan.ToArray());
            }
        }

        public void Close()
        {
            if (!IsOpen)
            {
                return;
            }

            IsOpen = false;
            var other = index == 0 ? wire.Server : wire.Client;
            wire.Deliver(this, other, [], inOrder: true);
        }

        public void Ended()
        {
            if (IsOpen)
            {
                IsOpen = false;
                OnEnd?.Invoke(FrameReader.AtEnd(new ReadOnlySequence<byte>(_unread)));
            }
        }

        public void Arrive(byte[] chunk)
        {
            if (!IsOpen)
            {
                return;
            }

            if (chunk.Length == 0)
            {
                Ended();
                return;
            }

            _unread = [.. _unread, .. chunk];
            var rest = new ReadOnlySequence<byte>(_unread);
            while (IsOpen)
            {
                var found = FrameReader.Read(ref rest, World.Limits.MaxBody, out var frame, out var error);
                if (found == FrameFound.NeedMore)
                {
                    break;
                }

                if (found == FrameFound.Bad)
                {
                    IsOpen = false;
                    OnEnd?.Invoke(error);
                    return;
                }

                OnFrame?.Invoke(frame);
            }

            _unread = rest.ToArray();
        }
    }
}
