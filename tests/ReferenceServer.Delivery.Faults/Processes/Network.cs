using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>
/// Three hosts on a switch, each a network namespace. A host's cable can be taken out, its packets dropped and its connections reset. Used by one thread; gone when disposed of.
/// </summary>
internal sealed class Network : IDisposable
{
    private const string Prefix = "nwf-";

    private readonly string _name;
    private readonly Dictionary<Role, int> _cuts = Enum.GetValues<Role>().ToDictionary(role => role, _ => 0);
    private readonly List<Fault> _filters = [];

    private Network(string name) => _name = name;

    private string Switch => _name + "-switch";

    /// <summary>Why there can be no such network here, or null.</summary>
    public static string? WhatIsMissing()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "Network namespaces need Linux and root.";
        }

        foreach (var (command, package) in new[] { ("ip", "iproute2"), ("ss", "iproute2"), ("nft", "nftables"), ("nsenter", "util-linux"), ("mkfs.ext4", "e2fsprogs") })
        {
            if (Shell.Try(command, "", "-V").Exit == -1)
            {
                return $"The command `{command}` is missing (Debian: apt-get install {package}).";
            }
        }

        var probe = $"{Prefix}{Environment.ProcessId}-probe";
        var (exit, complaint) = Shell.Try("ip", "", "netns", "add", probe);
        _ = Shell.Try("ip", "", "netns", "delete", probe);
        return exit == 0 ? null : $"This root may not make network namespaces: {complaint}";
    }

    /// <summary>Lays it; <paramref name="lane"/> tells the networks of this process apart.</summary>
    public static Network Lay(int lane)
    {
        var network = new Network($"{Prefix}{Environment.ProcessId}-{lane}");
        try
        {
            network.Make();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Removes the networks of processes that are no more.</summary>
    public static void RemoveWhatKilledRunsLeft()
    {
        foreach (var left in Directory.Exists("/run/netns") ? Directory.GetFiles("/run/netns", Prefix + "*").Select(path => Path.GetFileName(path)) : [])
        {
            if (!Directory.Exists("/proc/" + left.Split('-')[1]))
            {
                Shell.Try("ip", "", "netns", "delete", left);
            }
        }
    }

    /// <summary>The host's namespace, as a path.</summary>
    public string PathOf(Role host) => "/run/netns/" + NameOf(host);

    /// <summary>The host's address.</summary>
    public static string AddressOf(Role host) => $"10.78.0.{(int)host + 1}";

    /// <summary>Takes the host's cable out; as often as this is called, <see cref="Plug"/> must be.</summary>
    public void Unplug(Role host)
    {
        if (_cuts[host]++ == 0)
        {
            Shell.Run("ip", "-n", Switch, "link", "set", PortOf(host), "down");
        }
    }

    /// <summary>Puts it in again.</summary>
    public void Plug(Role host)
    {
        if (--_cuts[host] == 0)
        {
            Shell.Run("ip", "-n", Switch, "link", "set", PortOf(host), "up");
        }
    }

    /// <summary>Drops packets as this fault says, until <see cref="EndFilter"/>.</summary>
    public void BeginFilter(in Fault fault)
    {
        _filters.Add(fault);
        Filter();
    }

    /// <summary>Ends it.</summary>
    public void EndFilter(in Fault fault)
    {
        _filters.Remove(fault);
        Filter();
    }

    /// <summary>The host's kernel ends all of its connections; their peers get a reset if the cable is in.</summary>
    public void Reset(Role host) => Shell.Try("nsenter", "", "--net=" + PathOf(host), "ss", "-K", "-t", "state", "connected");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var name in Enum.GetValues<Role>().Select(NameOf).Append(Switch))
        {
            if (File.Exists("/run/netns/" + name))
            {
                Shell.Try("ip", "", "netns", "delete", name);
            }
        }
    }

    private string NameOf(Role host) => $"{_name}-{host}".ToLowerInvariant();

    private static string PortOf(Role host) => $"port-{host}".ToLowerInvariant();

    private void Make()
    {
        Shell.Run("ip", "netns", "add", Switch);
        Shell.Run("ip", "-n", Switch, "link", "add", "name", "middle", "type", "bridge");
        Shell.Run("ip", "-n", Switch, "link", "set", "middle", "up");
        foreach (var host in Enum.GetValues<Role>())
        {
            Shell.Run("ip", "netns", "add", NameOf(host));
            Shell.Run("ip", "-n", Switch, "link", "add", "name", PortOf(host), "type", "veth", "peer", "name", "card", "netns", NameOf(host));
            Shell.Run("ip", "-n", Switch, "link", "set", PortOf(host), "master", "middle", "up");
            Shell.Run("ip", "-n", NameOf(host), "address", "add", AddressOf(host) + "/24", "dev", "card");
            Shell.Run("ip", "-n", NameOf(host), "link", "set", "card", "up");
            Shell.Run("ip", "-n", NameOf(host), "link", "set", "lo", "up");
        }
    }

    private void Filter()
    {
        var rules = new StringBuilder("table bridge faults\ndelete table bridge faults\ntable bridge faults {\n chain forward {\n  type filter hook forward priority 0; policy accept;\n");
        foreach (var fault in _filters)
        {
            if (fault.Kind == FaultKind.OneWay)
            {
                rules.Append($"  iifname \"{PortOf(fault.Where)}\" drop\n");
                continue;
            }

            rules.Append($"  iifname \"{PortOf(fault.Where)}\" numgen random mod 100 < {fault.Percent} drop\n");
            rules.Append($"  oifname \"{PortOf(fault.Where)}\" numgen random mod 100 < {fault.Percent} drop\n");
        }

        var (exit, complaint) = Shell.Try("nsenter", rules.Append(" }\n}\n").ToString(), "--net=/run/netns/" + Switch, "nft", "-f", "-");
        if (exit != 0)
        {
            throw new InvalidOperationException($"nft: {complaint}");
        }
    }
}
