using System;
using System.Linq;
using ReferenceServer.Delivery.Fuzz;

namespace ReferenceServer.Delivery.Tests;

/// <summary>The fuzzer's targets with inputs that are changed samples; millions, led by coverage, with tests/ReferenceServer.Delivery.Fuzz/fuzz.sh.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData("frames")]
    [InlineData("sealed-frames")]
    [InlineData("journal")]
    [InlineData("sealed-journal")]
    public void Whatever_the_bytes_are_what_must_hold_holds(string name)
    {
        var (run, samples) = Targets.All[name];
        foreach (var (input, number) in Mutator.Inputs(samples(), seed: 1, count: 5000).Select((input, number) => (input, number)))
        {
            try
            {
                run(input);
            }
            catch (Exception failure)
            {
                Assert.Fail($"{failure.Message} Input {number}, {Convert.ToHexString(input)}: {failure}");
            }
        }
    }
}
