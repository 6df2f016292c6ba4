using System;
using System.Collections.Generic;
using System.Linq;

namespace ReferenceServer.Delivery.Fuzz;

/// <summary>Inputs without a fuzzer, for a short run anywhere: the samples, changed at random. The same seed gives the same inputs.</summary>
public static class Mutator
{
    private static readonly byte[] s_telling = [0, 1, 2, 3, 5, 6, 7, 8, 0x0F, 0x10, 0x20, 0x7F, 0x80, 0xFF];

    /// <summary>That many inputs.</summary>
    public static IEnumerable<byte[]> Inputs(IEnumerable<byte[]> samples, int seed, int count)
    {
        var random = new Random(seed);
        var all = samples.ToArray();
        for (var number = 0; number < count; number++)
        {
            var input = new List<byte>(all[random.Next(all.Length)]);
            for (var changes = random.Next(1, 8); changes > 0; changes--)
            {
                Change(input, all[random.Next(all.Length)], random);
            }

            yield return [.. input];
        }
    }

    private static void Change(List<byte> input, byte[] other, Random random)
    {
        var at = random.Next(input.Count + 1);
        var rest = input.Count - at;
        switch (random.Next(6))
        {
            case 0 when rest > 0:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when rest > 0:
                input[at] = s_telling[random.Next(s_telling.Length)];
                break;
            case 2:
                input.RemoveRange(at, random.Next(0, Math.Min(rest, 16) + 1));
                break;
            case 3:
                input.Insert(at, (byte)random.Next(256));
                break;
            case 4:
                input.InsertRange(at, other);
                break;
            default:
                input.InsertRange(at, input.GetRange(at, Math.Min(rest, random.Next(1, 64))));
                break;
        }
    }
}
