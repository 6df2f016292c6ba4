using Microsoft.Extensions.DependencyInjection;

namespace ReferenceServer.Delivery;

/// <summary>Registers the delivery endpoint with a host.</summary>
public static class DeliveryServices
{
    /// <summary>Adds <see cref="DeliveryHandler"/> and what it needs; then <c>listen.UseConnectionHandler&lt;DeliveryHandler&gt;()</c> on an endpoint.</summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services, DeliveryServerOptions options) => services
        .AddSingleton(options)
        .AddSingleton<SessionDirectory>()
        .AddSingleton<DeliveryHandler>()
        .AddHostedService(provider => provider.GetRequiredService<SessionDirectory>());
}
