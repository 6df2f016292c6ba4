using System;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2011: a length in network order, read in the order of the machine, is another number.</summary>
public sealed class MachineByteOrderExperiment
{
    private static readonly byte[] s_five = [0, 0, 0, 5];

    [Fact]
    public async Task Read_in_the_order_of_the_machine_five_is_83_886_080()
    {
        Assert.SkipUnless(BitConverter.IsLittleEndian, "On this machine the order of the machine is network order.");
        Assert.Equal(83_886_080, await Read(Pitfall.LengthOf));
    }

    [Fact]
    public async Task Read_in_the_order_of_the_protocol_it_is_five() => Assert.Equal(5, await Read(Mended.LengthOf));

    private static async Task<int> Read(Func<NetworkStream, int> lengthOf)
    {
        using var pair = ConnectedPair.Connect();
        await pair.Far.SendAsync(s_five);
        using var stream = new NetworkStream(pair.Near) { ReadTimeout = 5000 };
        return lengthOf(stream);
    }

    private static class Pitfall
    {
        public static int LengthOf(NetworkStream stream)
        {
            var prefix = new byte[4];
            stream.ReadExactly(prefix);
#pragma warning disable NWA2011 // the sin is the exhibit
            return BitConverter.ToInt32(prefix, 0);
#pragma warning restore NWA2011
        }
    }

    private static class Mended
    {
        public static int LengthOf(NetworkStream stream)
        {
            var prefix = new byte[4];
            stream.ReadExactly(prefix);
            return BinaryPrimitives.ReadInt32BigEndian(prefix);
        }
    }
}
