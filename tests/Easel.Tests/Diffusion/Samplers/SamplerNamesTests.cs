using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Tests.Diffusion.Samplers;

public class SamplerNamesTests
{
    // What each program's clients send.
    private const string WebUi = "DPM++ 2M,DPM++ SDE,DPM++ 2M SDE,DPM++ 2M SDE Heun,DPM++ 2S a,DPM++ 3M SDE,Euler a,Euler,LMS,Heun,DPM2,DPM2 a,DPM fast,DPM adaptive,Restart,HeunPP2,IPNDM,IPNDM_V,"
        + "DEIS,DDIM,DDIM CFG++,PLMS,UniPC,LCM,k_euler,k_euler_a,k_euler_ancestral,k_lms,k_heun,k_dpm_2,k_dpm_2_a,k_dpmpp_2s_a,k_dpmpp_2m,k_dpmpp_sde,k_dpmpp_2m_sde";

    private const string ComfyUi = "euler,euler_cfg_pp,euler_ancestral,euler_ancestral_cfg_pp,heun,heunpp2,dpm_2,dpm_2_ancestral,lms,dpm_fast,dpm_adaptive,dpmpp_2s_ancestral,"
        + "dpmpp_2s_ancestral_cfg_pp,dpmpp_sde,dpmpp_sde_gpu,dpmpp_2m,dpmpp_2m_cfg_pp,dpmpp_2m_sde,dpmpp_2m_sde_gpu,dpmpp_2m_sde_heun,dpmpp_2m_sde_heun_gpu,dpmpp_3m_sde,dpmpp_3m_sde_gpu,ddpm,lcm,"
        + "ipndm,ipndm_v,deis,res_multistep,res_multistep_cfg_pp,res_multistep_ancestral,res_multistep_ancestral_cfg_pp,gradient_estimation,gradient_estimation_cfg_pp,er_sde,seeds_2,seeds_3,"
        + "sa_solver,sa_solver_pece,ddim,uni_pc,uni_pc_bh2";

    private const string StableDiffusionCpp = "euler,euler_a,heun,dpm2,dpm++2s_a,dpm++2m,dpm++2mv2,ipndm,ipndm_v,lcm,ddim_trailing,tcd,res_multistep,res_2s,er_sde,euler_cfg_pp,euler_a_cfg_pp,"
        + "euler_ge,dpm++2m_sde,dpm++2m_sde_bt,lms";

    private const string InvokeAi = "ddim,ddpm,deis,lms,pndm,heun,heun_k,euler,euler_k,euler_a,kdpm_2,kdpm_2_a,dpmpp_2s,dpmpp_2m,dpmpp_2m_k,unipc,lcm,tcd,dpmpp_sde,dpmpp_sde_k";

    private const string Diffusers = "ddim,ddim_inverse,ddpm,deis_multistep,dpmsolver_multistep,dpmsolver_singlestep,dpmsolver_sde,edm_euler,edm_dpmsolver_multistep,euler_discrete,"
        + "euler_ancestral_discrete,flow_match_euler_discrete,flow_match_heun_discrete,heun_discrete,ipndm,k_dpm_2_discrete,k_dpm_2_ancestral_discrete,lcm,lms_discrete,pndm,sa_solver,tcd,"
        + "unipc_multistep";

    private const string Schedules = "automatic,Automatic,uniform,Uniform,karras,Karras,exponential,Exponential,polyexponential,Polyexponential,sgm_uniform,SGM Uniform,SGMUniform,kl_optimal,"
        + "KL Optimal,align_your_steps,Align Your Steps,simple,Simple,normal,Normal,ddim,DDIM,beta,Beta,turbo,Turbo,align_your_steps_GITS,align_your_steps_11,align_your_steps_32,ddim_uniform,"
        + "linear_quadratic,discrete,ays,gits,smoothstep,lcm,bong_tangent,ltx2,logit_normal,flux2,flux";

    public static TheoryData<SamplerKind> Kinds => [.. Enum.GetValues<SamplerKind>().Where(kind => kind is not (SamplerKind.DemoLms or SamplerKind.DemoPndm))]; // demo's cannot be asked for

    [Theory]
    [InlineData("DPM++ 2M", SamplerKind.DpmPlusPlus2M, null)]
    [InlineData("dpmpp_2m", SamplerKind.DpmPlusPlus2M, null)]
    [InlineData("k_dpmpp_2m", SamplerKind.DpmPlusPlus2M, null)]
    [InlineData("DPMSolverMultistepScheduler", SamplerKind.DpmPlusPlus2M, null)]
    [InlineData("DPM++ 2M Karras", SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras)]
    [InlineData("dpm++ 2m KARRAS", SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras)]
    [InlineData("dpmpp_2m_k", SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras)]
    [InlineData("k_dpmpp_2m_ka", SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras)]
    [InlineData("DPM++ 2M SGM Uniform", SamplerKind.DpmPlusPlus2M, ScheduleKind.SgmUniform)]
    [InlineData("DPM++ 2M Align Your Steps", SamplerKind.DpmPlusPlus2M, ScheduleKind.AlignYourSteps)]
    [InlineData("DPM++ 2M SDE", SamplerKind.DpmPlusPlus2MSde, null)]
    [InlineData("DPM++ 2M SDE Exponential", SamplerKind.DpmPlusPlus2MSde, ScheduleKind.Exponential)]
    [InlineData("DPM++ 2M SDE Heun Karras", SamplerKind.DpmPlusPlus2MSdeHeun, ScheduleKind.Karras)]
    [InlineData("k_dpmpp_2m_sde_heun_exp", SamplerKind.DpmPlusPlus2MSdeHeun, ScheduleKind.Exponential)]
    [InlineData("dpmpp_3m_sde_gpu", SamplerKind.DpmPlusPlus3MSde, null)]
    [InlineData("DPM++ SDE Karras", SamplerKind.DpmPlusPlusSde, ScheduleKind.Karras)]
    [InlineData("DPMSolverSDEScheduler", SamplerKind.DpmPlusPlusSde, null)]
    [InlineData("DPM++ 2S a Karras", SamplerKind.DpmPlusPlus2SAncestral, ScheduleKind.Karras)]
    [InlineData("dpm++2s_a", SamplerKind.DpmPlusPlus2SAncestral, null)]
    [InlineData("Euler a", SamplerKind.EulerAncestral, null)]
    [InlineData("euler_ancestral", SamplerKind.EulerAncestral, null)]
    [InlineData("EulerAncestralDiscreteScheduler", SamplerKind.EulerAncestral, null)]
    [InlineData("k_euler_a", SamplerKind.EulerAncestral, null)]
    [InlineData("EulerDiscreteScheduler", SamplerKind.Euler, null)]
    [InlineData("euler_k", SamplerKind.Euler, ScheduleKind.Karras)]
    [InlineData("KDPM2DiscreteScheduler", SamplerKind.Dpm2, null)]
    [InlineData("KDPM2AncestralDiscreteScheduler", SamplerKind.Dpm2Ancestral, null)]
    [InlineData("k_dpm_2_a_ka", SamplerKind.Dpm2Ancestral, ScheduleKind.Karras)]
    [InlineData("LMS Karras", SamplerKind.Lms, ScheduleKind.Karras)]
    [InlineData("LMSDiscreteScheduler", SamplerKind.Lms, null)]
    [InlineData("heun_k", SamplerKind.Heun, ScheduleKind.Karras)]
    [InlineData("UniPCMultistepScheduler", SamplerKind.UniPcMultistep, null)]
    [InlineData("uni_pc", SamplerKind.UniPc, null)]
    [InlineData("UniPC", SamplerKind.UniPc, null)]
    [InlineData("uni_pc_bh2", SamplerKind.UniPcBh2, null)]
    [InlineData("DPM fast", SamplerKind.DpmFast, null)]
    [InlineData("k_dpm_fast", SamplerKind.DpmFast, null)]
    [InlineData("PNDMScheduler", SamplerKind.Pndm, null)]
    [InlineData("dpm_solver", SamplerKind.DpmSolver, null)]
    [InlineData("plms", SamplerKind.Plms, null)]
    public void A_name_of_any_program_is_read(string name, SamplerKind kind, ScheduleKind? schedule) => Assert.Equal((kind, schedule), SamplerNames.Read(name));

    [Theory]
    [InlineData(WebUi)]
    [InlineData(ComfyUi)]
    [InlineData(StableDiffusionCpp)]
    [InlineData(InvokeAi)]
    [InlineData(Diffusers)]
    public void Every_name_of_a_program_is_read_or_listed_as_not_offered(string names)
        => Assert.All(names.Split(','), name => Assert.True(SamplerNames.Read(name) is null == IsListed(name, SamplerNames.NotOffered), name));

    [Fact]
    public void Every_name_of_a_schedule_is_read_or_listed_as_not_offered()
        => Assert.All(Schedules.Split(','), name => Assert.True(ScheduleNames.Read(name) is null == IsListed(name, ScheduleNames.NotOffered), name));

    [Theory]
    [InlineData("sgm_uniform", ScheduleKind.SgmUniform)]
    [InlineData("SGM Uniform", ScheduleKind.SgmUniform)]
    [InlineData("ays", ScheduleKind.AlignYourSteps)]
    [InlineData("align-your-steps", ScheduleKind.AlignYourSteps)]
    [InlineData("discrete", ScheduleKind.Normal)]
    [InlineData("Uniform", ScheduleKind.Normal)]
    [InlineData("DDIM", ScheduleKind.DdimUniform)]
    [InlineData("KARRAS", ScheduleKind.Karras)]
    public void A_schedule_of_any_program_is_read(string name, ScheduleKind kind) => Assert.Equal(kind, ScheduleNames.Read(name));

    [Theory]
    [InlineData("")]
    [InlineData("k")]
    [InlineData("euler b")]
    [InlineData("scheduler")]
    [InlineData("오일러")]
    public void What_is_no_name_is_not_read(string name)
        => Assert.Equal((null, null), (SamplerNames.Read(name), ScheduleNames.Read(name)));

    [Fact]
    public void A_schedule_is_no_sampler_nor_a_sampler_a_schedule()
        => Assert.Equal((null, null), (SamplerNames.Read("karras"), ScheduleNames.Read("euler")));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_samplers_own_names_lead_back_to_it(SamplerKind kind)
    {
        Assert.Equal((kind, null), SamplerNames.Read(SamplerNames.NameOf(kind)));
        Assert.Equal((kind, null), SamplerNames.Read(SamplerNames.LabelOf(kind)));
        Assert.Contains(SamplerNames.NameOf(kind), SamplerNames.All);
    }

    [Fact]
    public void A_schedules_own_names_lead_back_to_it()
        => Assert.All(Enum.GetValues<ScheduleKind>(), kind => Assert.Equal((kind, (ScheduleKind?)kind), (ScheduleNames.Read(ScheduleNames.LabelOf(kind)), ScheduleNames.Read(ScheduleNames.NameOf(kind)))));

    private static bool IsListed(string name, IEnumerable<string> list) => list.Any(other => SamplerNames.Plain(other) == SamplerNames.Plain(name));
}
