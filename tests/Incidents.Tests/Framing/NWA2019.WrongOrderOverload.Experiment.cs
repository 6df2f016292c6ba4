using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2019: a ushort swapped as an int and cast back is 0, and 0 is what goes over the wire.</summary>
public sealed class WrongOrderOverloadExperiment
{
    [Fact]
    public void A_port_swapped_as_an_int_arrives_as_zero() => Assert.Equal([0, 0], Sent(Pitfall.Header(8080)));

    [Fact]
    public void A_port_swapped_at_its_own_width_arrives_in_network_order()
    {
        Assert.Equal([0x1F, 0x90], Sent(Mended.Header(8080)));
        Assert.Equal([0x1F, 0x90], Sent(Mended.HeaderByPrimitives(8080)));
    }

    [Fact]
    public void A_length_of_two_bytes_swapped_as_four_is_65536_times_too_large()
    {
        Assert.Equal(5 * 65536, Pitfall.Length([0, 5]));
        Assert.Equal(5, Mended.Length([0, 5]));
    }

    private static byte[] Sent(byte[] header)
    {
        using var pair = ConnectedPair.Connect();
        pair.Near.Send(header);
        using var stream = new NetworkStream(pair.Far);
        var arrived = new byte[2];
        stream.ReadExactly(arrived);
        return arrived;
    }

    private static class Pitfall
    {
#pragma warning disable NWA2019 // the sin is the exhibit
        public static byte[] Header(ushort port) => BitConverter.GetBytes((ushort)IPAddress.HostToNetworkOrder(port));

        public static int Length(byte[] header)
        {
            var length = IPAddress.NetworkToHostOrder(BitConverter.ToUInt16(header, 0));
            return length;
        }
#pragma warning restore NWA2019
    }

    private static class Mended
    {
        public static byte[] Header(ushort port) => BitConverter.GetBytes((ushort)IPAddress.HostToNetworkOrder(unchecked((short)port)));

        public static byte[] HeaderByPrimitives(ushort port)
        {
            var bytes = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(bytes, port);
            return bytes;
        }

        public static int Length(byte[] header)
        {
            int length = (ushort)IPAddress.NetworkToHostOrder(BitConverter.ToInt16(header, 0));
            return length;
        }
    }
}
