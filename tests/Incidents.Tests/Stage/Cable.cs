using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;

namespace Incidents.Tests.Stage;

/// <summary>
/// Two hosts and the cable between them: two network namespaces joined by a bridge in a third, so that the near host
/// keeps its carrier when the far one is unplugged, as with a switch in between.
/// </summary>
public sealed partial class Cable : IDisposable
{
    private const string FarAddress = "10.77.0.2";
    private static int s_laid;

    private readonly string _near;
    private readonly string _switch;
    private readonly string _far;

    private Cable()
    {
        var name = $"nwa-{Environment.ProcessId}-{Interlocked.Increment(ref s_laid)}";
        (_near, _switch, _far) = ($"{name}-near", $"{name}-switch", $"{name}-far");
    }

    /// <summary>The name of the near host's namespace, as <c>ip netns exec</c> takes it.</summary>
    public string NearHost => _near;

    /// <summary>The name of the far host's.</summary>
    public string FarHost => _far;

    /// <summary>Lays the cable; where this process may not, throws what <see cref="Missing"/> makes of the reason.</summary>
    public static Cable Lay()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw Missing("Network namespaces exist on Linux only.");
        }

        if (!Environment.IsPrivilegedProcess)
        {
            throw Missing("Making network namespaces needs root.");
        }

        if (!HasIp())
        {
            throw Missing("The command `ip` is missing (Debian: apt-get install iproute2).");
        }

        RemoveWhatKilledRunsLeft();
        var cable = new Cable();
        try
        {
            cable.Make();
            return cable;
        }
        catch
        {
            cable.Dispose();
            throw;
        }
    }

    /// <summary>A connection through the cable; both ends are usable from any thread.</summary>
    public ConnectedPair Connect()
    {
        var listener = InNamespace(_far, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(FarAddress), 0));
            socket.Listen();
            return socket;
        });
        using (listener)
        {
            return InNamespace(_near, () => ConnectedPair.Connect(listener));
        }
    }

    /// <summary>Runs something that makes sockets, which then stay on the far host; its addresses are <see cref="FarEnd"/> and loopback.</summary>
    public T OnFarHost<T>(Func<T> make) => InNamespace(_far, make);

    /// <summary>The same on the near host.</summary>
    public T OnNearHost<T>(Func<T> make) => InNamespace(_near, make);

    /// <summary>The far host's address, port to be chosen.</summary>
    public static IPEndPoint FarEnd => new(IPAddress.Parse(FarAddress), 0);

    /// <summary>Unplugs the far host from the switch: nobody is told.</summary>
    public void Cut() => Ip("-n", _switch, "link", "set", "port-far", "down");

    /// <summary>Plugs it in again.</summary>
    public void Restore() => Ip("-n", _switch, "link", "set", "port-far", "up");

    /// <summary>From now on the near host's uplink carries so many kilobits a second, in packets of up to 200 bytes; the rest queues, and nothing is lost.</summary>
    public void Slow(int kilobits) =>
        Run("tc", "-n", _near, "qdisc", "add", "dev", "card", "root", "tbf", "rate", $"{kilobits}kbit", "burst", "200", "limit", "1000000");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var name in new[] { _near, _switch, _far })
        {
            if (File.Exists(PathOf(name)))
            {
                Ip("netns", "delete", name);
            }
        }
    }

    private void Make()
    {
        AddNamespaceOrRefuse(_near);
        Ip("netns", "add", _switch);
        Ip("netns", "add", _far);
        Ip("-n", _switch, "link", "add", "name", "middle", "type", "bridge");
        Ip("-n", _switch, "link", "set", "middle", "up");
        Plug(_near, "port-near", "10.77.0.1/24");
        Plug(_far, "port-far", FarAddress + "/24");
    }

    private void Plug(string host, string port, string address)
    {
        Ip("-n", _switch, "link", "add", "name", port, "type", "veth", "peer", "name", "card", "netns", host);
        Ip("-n", _switch, "link", "set", port, "master", "middle", "up");
        Ip("-n", host, "address", "add", address, "dev", "card");
        Ip("-n", host, "link", "set", "card", "up");
        Ip("-n", host, "link", "set", "lo", "up");
    }

    private static void RemoveWhatKilledRunsLeft()
    {
        foreach (var name in Directory.Exists(PathOf("")) ? Directory.GetFiles(PathOf(""), "nwa-*") : [])
        {
            var left = Path.GetFileName(name);
            if (!Directory.Exists("/proc/" + left.Split('-')[1]))
            {
                Try("ip", "netns", "delete", left);
            }
        }
    }

    private static void AddNamespaceOrRefuse(string name)
    {
        var (exit, complaint) = Try("ip", "netns", "add", name);

        // A container's root is often without CAP_SYS_ADMIN; any other failure is a failure.
        if (exit != 0)
        {
            throw complaint.Contains("not permitted", StringComparison.Ordinal)
                ? Missing($"This root may not make network namespaces: {complaint}")
                : new InvalidOperationException(complaint);
        }
    }

    /// <summary>What is thrown where the stage lacks something: who compiles this file says how it skips.</summary>
    private static partial Exception Missing(string reason);

    private static T InNamespace<T>(string name, Func<T> make) =>
        Patience.OnOwnThread(() =>
        {
            // setns moves the calling thread alone, and this one ends here.
            using var handle = File.OpenHandle(PathOf(name));
            return setns((int)handle.DangerousGetHandle(), 0) == 0
                ? make()
                : throw new Win32Exception(Marshal.GetLastPInvokeError());
        }).Bounded().GetAwaiter().GetResult();

    private static string PathOf(string name) => "/run/netns/" + name;

    private static bool HasIp()
    {
        try
        {
            return Try("ip", "-Version").Exit == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static void Ip(params string[] arguments) => Run("ip", arguments);

    private static void Run(string command, params string[] arguments)
    {
        var (exit, complaint) = Try(command, arguments);
        if (exit != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {complaint}");
        }
    }

    private static (int Exit, string Complaint) Try(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit(Patience.Limit);
        return (process.ExitCode, complaint.Trim());
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setns(int descriptor, int kind);
}
