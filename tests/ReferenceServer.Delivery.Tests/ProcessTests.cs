using ReferenceServer.Delivery.Faults.Processes;

namespace ReferenceServer.Delivery.Tests;

/// <summary>
/// Two of the schedules with real processes; more with `dotnet run -c Release --project tests/ReferenceServer.Delivery.Faults -- processes 1000`.
/// </summary>
public sealed class ProcessTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Processes_are_killed_and_the_path_is_cut_and_nothing_is_lost_or_comes_twice(int seed)
    {
        var (verdict, _, ended) = ProcessSchedule.Run((ulong)seed, naive: false, messages: 3000);
        Assert.True(verdict.Holds && ended, verdict.ToString());
    }
}
