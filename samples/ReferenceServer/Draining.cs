using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace ReferenceServer;

/// <summary>
/// Between the signal to stop and the closing of the listeners, "ready" says no for a while, so that a load balancer sends
/// new clients elsewhere before any is refused.
/// </summary>
/// <param name="delay">How long the balancer needs to notice.</param>
public sealed class Draining(TimeSpan delay) : IHostedLifecycleService
{
    /// <summary>Whether the server is about to stop.</summary>
    public bool Begun { get; private set; }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Begun = true;
        await Task.Delay(delay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
