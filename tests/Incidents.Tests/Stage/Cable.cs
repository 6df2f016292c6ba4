using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using Xunit;

namespace Incidents.Tests.Stage;

/// <summary>
/// Two hosts and the cable between them: two network namespaces joined by a bridge in a third, so that the near host
/// keeps its carrier when the far one is unplugged, as with a switch in between.
/// </summary>
public sealed class Cable : IDisposable
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

    /// <summary>Lays the cable, or skips the experiment where this process may not.</summary>
    public static Cable Lay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Network namespaces exist on Linux only.");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Making network namespaces needs root.");
        Assert.SkipUnless(HasIp(), "The command `ip` is missing (Debian: apt-get install iproute2).");

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
        AddNamespaceOrSkip(_near);
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
    }

    private static void RemoveWhatKilledRunsLeft()
    {
        foreach (var name in Directory.Exists(PathOf("")) ? Directory.GetFiles(PathOf(""), "nwa-*") : [])
        {
            if (!Directory.Exists("/proc/" + Path.GetFileName(name).Split('-')[1]))
            {
                Run("netns", "delete", Path.GetFileName(name));
            }
        }
    }

    private static void AddNamespaceOrSkip(string name)
    {
        var (exit, complaint) = Run("netns", "add", name);

        // A container's root is often without CAP_SYS_ADMIN; any other failure is a failure.
        Assert.SkipWhen(exit != 0 && complaint.Contains("not permitted", StringComparison.Ordinal), $"This root may not make network namespaces: {complaint}");
        Assert.True(exit == 0, complaint);
    }

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
            return Run("-Version").Exit == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static void Ip(params string[] arguments)
    {
        var (exit, complaint) = Run(arguments);
        if (exit != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {complaint}");
        }
    }

    private static (int Exit, string Complaint) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit(Patience.Limit);
        return (process.ExitCode, complaint.Trim());
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setns(int descriptor, int kind);
}
