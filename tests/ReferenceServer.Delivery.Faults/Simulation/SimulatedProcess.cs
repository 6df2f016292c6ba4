using System;
using System.Buffers;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Faults.Simulation;

/// <summary>What sender and receiver share: a clock of their own, a disk, one attached connection, and a life that can end.</summary>
internal abstract class SimulatedProcess(World world, Random random)
{
    private const int Tick = 200;

    public TimeSpan ClockOffset { get; set; }

    protected World World => world;

    protected Random Random => random;

    protected SimulatedDisk Disk { get; } = new(world, random);

    protected int Life { get; private set; }

    protected bool IsAlive { get; private set; }

    protected Wire.End? Attached { get; private set; }

    protected SessionState? Session { get; set; }

    protected TimeSpan Clock => world.Now + ClockOffset;

    public void Start()
    {
        IsAlive = true;
        Restart();
        TickLater();
    }

    public void Crash()
    {
        if (!IsAlive)
        {
            return;
        }

        IsAlive = false;
        Life++;
        Attached?.Close();
        Attached = null;
        Session = null;
        OnCrash();
        world.In(random.Next(1, 5000), Start);
    }

    protected abstract void Restart();

    protected abstract void OnCrash();

    protected abstract void AfterFrame();

    protected virtual void OnTick()
    {
    }

    protected Action Mine(Action action)
    {
        var life = Life;
        return () =>
        {
            if (IsAlive && life == Life)
            {
                action();
            }
        };
    }

    protected Action<bool> Mine(Action<bool> action)
    {
        var life = Life;
        return fine =>
        {
            if (IsAlive && life == Life)
            {
                action(fine);
            }
        };
    }

    protected void Attach(Wire.End end)
    {
        if (Attached is { } before && before != end)
        {
            SayBye(before, ErrorCode.Superseded);
        }

        Attached = end;
        world.Attachments++;
        end.OnFrame = frame =>
        {
            if (Attached != end || Session is null)
            {
                return;
            }

            if (frame.Kind == FrameKind.Bye)
            {
                Drop(end, ErrorCode.Superseded);
                return;
            }

            var error = Session.OnFrame(frame, Clock);
            AfterFrame();
            if (error != ErrorCode.None)
            {
                Drop(end, error);
                return;
            }

            Flush();
        };
        end.OnEnd = code => Drop(end, code);
        Flush();
    }

    protected void Flush()
    {
        if (Attached is null || Session is null)
        {
            return;
        }

        var written = new ArrayBufferWriter<byte>();
        while (Session.Write(written, 1, Clock))
        {
            Attached?.Send(written);
            written = new ArrayBufferWriter<byte>();
        }
    }

    protected void Drop(Wire.End end, ErrorCode code)
    {
        world.Ended(code);
        SayBye(end, code);
        if (Attached == end)
        {
            Attached = null;
            Session?.Detach();
        }
    }

    protected static void SayBye(Wire.End end, ErrorCode code)
    {
        var bye = new ArrayBufferWriter<byte>();
        new Bye(code, "").Write(bye);
        end.Send(bye);
        end.Close();
    }

    private void TickLater() => world.In(Tick, Mine(() =>
    {
        if (Attached is { } end && Session is { } session)
        {
            var error = session.OnTick(Clock);
            if (error != ErrorCode.None)
            {
                Drop(end, error);
            }
            else
            {
                Flush();
            }
        }

        OnTick();
        TickLater();
    }));
}
